/**
 * A promise a stage makes about what its clients see. Where it holds, conformance tests it. Where it does not, `expose`
 * opens the gap on purpose (it pauses a worker, cuts a link, asks another instance) and conformance shows the gap and the
 * catching up.
 */
export type Guarantee<Running> =
  | {
      holds: true;
      /** Where it does not, all the same. */
      unless?(topology: GuaranteedIn): boolean;
    }
  | {
      holds: false;
      why: string;
      expose(running: Running): Promise<Exposed>;
      /** Where it does hold. */
      holdsWith?(topology: GuaranteedIn): boolean;
    };

/** With so many app instances, these servers, and these settings of the apps. */
export interface GuaranteedIn {
  instances: number;
  servers: readonly string[];
  settings: Readonly<Record<string, string>>;
}

/** An opened gap: what is written now leaves something behind that is still seen when `close` has ended it. */
export interface Exposed {
  /** The app instance through which a client writes while the gap is open, and the one through which it then reads. */
  writeUrl: string;
  readUrl: string;
  close(): Promise<void>;
}
