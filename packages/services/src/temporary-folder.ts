import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remember } from './reaper.ts';

/** A folder for a server's files, which its user alone can read. It goes with what holds it, or with this process. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryFolder(kind: string): Promise<TemporaryFolder> {
  const path = join(tmpdir(), `outgrow-${kind}-${randomBytes(6).toString('hex')}`);
  // Before it exists: a crash between the two would leave it behind.
  const forget = remember({ folder: path });
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    forget();
    throw error;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      forget();
    },
  };
}
