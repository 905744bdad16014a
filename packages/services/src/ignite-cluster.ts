import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** What the nodes of one cluster share: the folder by which they find one another, the rules, and the settings of the first. */
export class IgniteCluster {
  readonly settings: Readonly<Record<string, string>>;
  readonly #folder: TemporaryFolder;
  #nodes = 0;
  #holders = 0;

  static async of(settings: Readonly<Record<string, string>>, decide: string): Promise<IgniteCluster> {
    const folder = await temporaryFolder('ignite-cluster');
    try {
      await writeFile(join(folder.path, 'decide.js'), decide);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
    return new IgniteCluster(settings, folder);
  }

  private constructor(settings: Readonly<Record<string, string>>, folder: TemporaryFolder) {
    this.settings = settings;
    this.#folder = folder;
  }

  /** Of discovery and of the rules, `nodes` and `decide.js` in it. */
  get path(): string {
    return this.#folder.path;
  }

  nextName(): string {
    return `node-${++this.#nodes}`;
  }

  /** What they share goes when nobody holds it any more. */
  hold(): () => Promise<void> {
    this.#holders++;
    let held = true;
    return async () => {
      if (!held) return;
      held = false;
      if (--this.#holders === 0) await this.#folder[Symbol.asyncDispose]();
    };
  }
}
