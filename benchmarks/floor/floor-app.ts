import { join } from 'node:path';
import { freePort } from '@outgrow/services/free-port';
import { nodeProcess } from '@outgrow/services/node-process';
import type { Started } from '@outgrow/services/service';

/** Starts an app of this folder that answers at `path`, with the heap of a stage's app. Returns its URL beside it. */
export async function floorApp(
  file: string,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<{ url: string; app: Started }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = nodeProcess({
    kind: file,
    entry: join(import.meta.dirname, file),
    env: { NODE_OPTIONS: `--max-semi-space-size=16 ${process.env.NODE_OPTIONS ?? ''}`.trim(), ...env, PORT: String(port) },
    readyUrl: url + path,
  });
  return { url, app: await app.start() };
}
