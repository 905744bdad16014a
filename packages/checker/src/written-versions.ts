/** One version of a record, and when a client was first told that it is there. */
export interface WrittenVersion {
  version: number;
  ackMs: number;
  /** The session that wrote it, and the app instance it wrote through. */
  session: string;
  instance: number;
}

/** The versions of one record that clients were told of, at most `MAX_VERSIONS`: of more, the oldest is forgotten. */
export class WrittenVersions {
  // By version, oldest first. Told of out of order, but not by much.
  readonly #versions: WrittenVersion[] = [];

  add(written: WrittenVersion): void {
    const versions = this.#versions;
    let place = versions.length;
    while (place > 0 && (versions[place - 1] as WrittenVersion).version > written.version) place -= 1;
    // Of a command that was repeated the first reply counts.
    if (versions[place - 1]?.version === written.version) return;
    versions.splice(place, 0, written);
    if (versions.length > MAX_VERSIONS) versions.shift();
  }

  /** Calls with each version newer than this one, that was told before this time. */
  newer(version: number, beforeMs: number, see: (written: WrittenVersion) => void): void {
    for (let place = this.#versions.length - 1; place >= 0; place -= 1) {
      const written = this.#versions[place] as WrittenVersion;
      if (written.version <= version) return;
      if (written.ackMs < beforeMs) see(written);
    }
  }
}

/** A copy that is older than so many writes shows an age that is too small: since the oldest of those kept. */
export const MAX_VERSIONS = 256;
