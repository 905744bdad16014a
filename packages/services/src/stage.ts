import type { Guarantee } from '@outgrow/domain/guarantees';
import type { Progress, Service, Started } from './service.ts';

/** Addresses by name (`postgres`, `replica`, …), credentials included. Each process is given only the ones it names. */
export type Urls = Readonly<Record<string, string>>;

/** The servers of a running stage, by the name the stage gives them. */
export type Servers = Readonly<Record<string, Started>>;

/** What the harness needs to run one architecture, as data. Lies in the stage's `stage.ts` as its default export. */
export interface Stage {
  number: number;
  /** As in its folder, `<number>-<name>`. */
  name: string;
  title: string;
  /** The stage's folder: `import.meta.dirname`. */
  folder: string;
  /** What it promises its clients, by the name a promise of the conformance suite asks for. */
  guarantees: Readonly<Record<string, Guarantee<RunningStage>>>;
  /** Its servers in the order of their start; one may be made from those before it. */
  servers: Readonly<Record<string, StageServer>>;
  /** Servers that are one system to the app, by that system's name: it is away when all of them are. */
  groups?: Readonly<Record<string, readonly string[]>>;
  urls(servers: Servers): Urls;
  /** The topology in which its cache of products has room for so many, and forgets them for want of room alone. */
  cacheOf(products: number): Partial<Topology>;
  /** The topology in which an acknowledged write is as safe as the word says, for each that the stage can be run with. */
  durabilities: { readonly fsync: Partial<Topology> } & { readonly [word in Durability]?: DurableTopology };
  /** Its processes in the order of their start. */
  processes: readonly StageProcess[];
  /** Changes that can be made to it while it runs, by name. */
  changes?: Readonly<Record<string, StageChange>>;
  /** What can be measured inside it while nothing else goes on, by name. */
  measures?: Readonly<Record<string, StageMeasure>>;
}

/**
 * Where a write is once it is acknowledged. `fsync`: on disk. `log`: written to the operating system and flushed later, so that it
 * survives a killed process and no power cut. `memory`: in no file.
 */
export type Durability = 'fsync' | 'log' | 'memory';

export interface DurableTopology extends Partial<Topology> {
  /** In what it is weaker or stronger than the word says, as a sentence: it is shown beside the figures. */
  note?: string;
}

/** Figures by name, the unit last: `floorP50Us`. Throws where it cannot measure. */
export type StageMeasure = (
  running: RunningStage,
  settings: Readonly<Record<string, string | number>>,
  watch: { progress?: Progress; signal?: AbortSignal },
) => Promise<Readonly<Record<string, number>>>;

/** A change of a running stage, step by step, and the steps back. */
export interface StageChange {
  steps: readonly ChangeStep[];
  undo: readonly ChangeStep[];
}

export interface ChangeStep {
  /** What is done, in words. */
  name: string;
  run(running: RunningStage): Promise<void>;
}

export interface StageServer {
  /** Made from the servers before it and from settings of its own, as in its configuration file. */
  service(before: Servers, settings: Readonly<Record<string, string>>): Service;
  /** Started only where a topology asks for it by name. */
  optional?: boolean;
  /** The routes, by name, that answer 503 while it is away, where the shop can do without it: all others go on. */
  without?: readonly string[];
}

export interface StageProcess {
  name: string;
  /** The file Node runs, from the stage's folder. */
  entry: string;
  /** The urls it is given, as `<NAME>_URL` in its environment (`postgresOwner` as POSTGRES_OWNER_URL). Absent ones are left out. */
  urls: readonly string[];
  /** `once` must end with exit code 0 before the next is started; `app` serves HTTP, in as many instances as the topology says. */
  runs: 'once' | 'app';
}

/** What may be varied without another stage: all of it is data. */
export interface Topology {
  instances: number;
  /** The optional servers to start. */
  servers: readonly string[];
  /** The servers that are started as a rule, and here are not. */
  leaveOut?: readonly string[];
  /** Settings of the app processes, and of what is run once before them, by the name of their environment variable. */
  settings: Readonly<Record<string, string>>;
  /** Settings of servers, by the server's name. */
  serverSettings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** CPUs allotted to a server, by its name, and to each app instance (`app`). Without it a process takes what it gets. */
  cpus?: Readonly<Record<string, number>>;
  /** The servers that the app processes reach through a link that can be cut, slowed and reset. */
  links?: readonly string[];
}

export interface RunningStage {
  stage: Stage;
  /** The base address of each app instance. */
  appUrls: readonly string[];
  apps: readonly Started[];
  servers: Servers;
  urls: Urls;
  operatorKey: string;
}
