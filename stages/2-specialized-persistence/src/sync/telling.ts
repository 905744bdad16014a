import type { Change } from '@outgrow/domain/decide';
import { StoreError } from '@outgrow/domain/store-error';

type Outcome = 'committed' | 'unknown';

/** A system that keeps copies of what is written. */
interface Told {
  tell(changes: readonly Change[], outcome: Outcome): Promise<void>;
}

/**
 * Tells the other systems what has been written, one after the other, before the client is answered. Nothing holds the two
 * writes together: a system that does not answer at that moment is not told, and the process may end between them.
 */
export class Telling {
  readonly #systems: readonly (readonly [name: string, system: Told])[];
  readonly #underWay = new Set<Promise<void>>();
  /** By system: how often it was told, and how often it could not be. */
  readonly counts: { readonly [system: string]: { told: number; lost: number } };

  constructor(systems: { readonly [name: string]: Told }) {
    this.#systems = Object.entries(systems);
    this.counts = Object.fromEntries(this.#systems.map(([name]) => [name, { told: 0, lost: 0 }]));
  }

  /** The work is handed what takes the changes; they are told once it has ended, whatever came of it. */
  async after<T>(work: (changed: (changes: readonly Change[], outcome: Outcome) => void) => Promise<T>): Promise<T> {
    const written: [readonly Change[], Outcome][] = [];
    try {
      return await work((changes, outcome) => written.push([changes, outcome]));
    } finally {
      for (const [changes, outcome] of written) await this.#noted(this.#tell(changes, outcome));
    }
  }

  /** Resolves when what is being told now has been told. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #noted(telling: Promise<void>): Promise<void> {
    this.#underWay.add(telling);
    try {
      await telling;
    } finally {
      this.#underWay.delete(telling);
    }
  }

  async #tell(changes: readonly Change[], outcome: Outcome): Promise<void> {
    for (const [name, system] of this.#systems) {
      const counts = this.counts[name] as { told: number; lost: number };
      try {
        await system.tell(changes, outcome);
        counts.told += 1;
      } catch (error) {
        counts.lost += 1;
        // Whatever it was, the command is done, and the systems after this one are to hear of it.
        if (!(error instanceof StoreError)) process.emitWarning(`telling the ${name} failed: ${(error as Error).message}`);
      }
    }
  }
}
