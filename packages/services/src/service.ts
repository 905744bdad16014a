/** A real server as an object. `start()` gives another type than the one it is called on: an address before the start cannot be written. */
export interface Service<S extends Started = Started> {
  readonly declares: Declaration;
  start(): Promise<S>;
}

/** What a server is run from, known before it is started: an official image with its settings, defaults included, or the file that Node runs. */
export type Declaration =
  | { readonly image: string; readonly settings: Readonly<Record<string, string>> }
  | { readonly entry: string };

/** A started server or app process. `await using` stops it and removes what it left on disk. */
export interface Started extends AsyncDisposable {
  /** What it is: `postgres`, `app`, … */
  readonly kind: string;
  readonly mode: 'native' | 'container';
  readonly version: string;
  /** Host and port on loopback, for messages. */
  readonly address: string;
  /** The processes to sample; empty where they are not visible from here. */
  pids(): Promise<number[]>;
  /** As `exit code 1` or `SIGKILL`; undefined while it runs, paused or not. */
  howItEnded(): Promise<string | undefined>;
  /** SIGKILL to all of it. Its data stays; `restart` brings it back at the same address. */
  kill(): Promise<void>;
  /** SIGSTOP to all of it: connections stay open and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Starts it again after `kill`, or stops it in good order and starts it; resolves when it is ready. */
  restart(): Promise<void>;
  /** Resolves when it holds its part of what it shares with others, as after a pause; bounded. Absent where it shares nothing. */
  untilRebalanced?(): Promise<void>;
  /** The last lines it wrote, for error messages. */
  logs(): string;
  /** Its own statistics, where it has any. */
  openSampler?(): Promise<Sampler>;
}

/** Reads statistics of a server at any rate, over a connection of its own. */
export interface Sampler extends AsyncDisposable {
  /** Values by name, the unit last. Names that end in `Total` only grow: what counts is their growth per second. */
  sample(): Promise<Readonly<Record<string, number>>>;
}

/** Says what is going on during a start that may take more than 2 s. */
export type Progress = (message: string) => void;
