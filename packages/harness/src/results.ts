import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from './places.ts';

/** Writes a result under the day it began. Never over another one. */
export async function writeResult(name: string, result: { startedAt: string }): Promise<string> {
  const [day = '', time = ''] = result.startedAt.split('T');
  const folder = join(stateFolder(), 'results', day);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}-${time.slice(0, 8).replaceAll(':', '')}-${process.pid}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`, { flag: 'wx' });
  return file;
}
