import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentOf } from '../src/running.ts';
import { findStages, stageNumbered } from '../src/stages.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outgrow-stages-'));
  await put('10-later', "export default { number: 10, name: 'later' }");
  await put('2-former', "export default { number: 2, name: 'former' }");
  await put('3-broken', "throw new Error('its engine is missing')");
  await put('4-mislabelled', "export default { number: 5, name: 'mislabelled' }");
  await mkdir(join(folder, '6-empty'));
  await mkdir(join(folder, 'notes'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, text: string) {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'stage.ts'), text);
}

describe('stages', () => {
  test('are found by where they lie, by number', () => {
    expect(findStages(folder).map(({ number, name }) => [number, name])).toEqual([
      [2, 'former'],
      [3, 'broken'],
      [4, 'mislabelled'],
      [10, 'later'],
    ]);
  });

  test('are loaded one by one: a broken one is no matter of the others', async () => {
    expect(await stageNumbered(2, folder)).toMatchObject({ number: 2, name: 'former' });
    await expect(stageNumbered(3, folder)).rejects.toThrow('its engine is missing');
  });

  test('say what there is where one is asked for that is not there', () => {
    expect(() => stageNumbered(7, folder)).toThrow(
      expect.objectContaining({
        message: 'there is no stage 7; there is 2 (former), 3 (broken), 4 (mislabelled), 10 (later)',
        exitCode: 2,
      }),
    );
  });

  test('must be named as their folder', async () => {
    await expect(stageNumbered(4, folder)).rejects.toThrow('must export the stage 4 named mislabelled');
  });

  test('of the project all load', async () => {
    const found = findStages();
    expect(found.length).toBeGreaterThan(0);
    for (const { number } of found) expect((await stageNumbered(number)).number).toBe(number);
  });
});

test('a process is given the addresses it names, and no others', () => {
  const urls = { postgres: 'a', postgresOwner: 'b', redis: 'c' };
  expect(environmentOf({ urls: ['postgres', 'postgresOwner', 'replica'] }, urls)).toEqual({
    POSTGRES_URL: 'a',
    POSTGRES_OWNER_URL: 'b',
  });
});
