/** What a server runs in, natively or in a container. */
export interface RunningServer {
  readonly mode: 'native' | 'container';
  readonly address: string;
  readonly container?: unknown;
  pids(): number[];
  /** How it ended; undefined while it runs. */
  ended(): Promise<string | undefined>;
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  restart(): Promise<void>;
  /** For good: nothing of it is left. */
  stop(): Promise<void>;
}
