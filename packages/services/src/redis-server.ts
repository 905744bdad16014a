/** What a Redis runs in, natively or in a container. */
export interface RedisServer {
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
  stop(): Promise<void>;
}
