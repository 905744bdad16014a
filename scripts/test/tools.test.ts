import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { find, toolNames } from '../setup/tools.mjs';

const path = async () => ({ missing: 'it is not on PATH' });
/** Has to fetch it, and says when it did. */
const fetching = (fetched: string[]) => async (may: { fetch: boolean }) => {
  if (!may.fetch) return { missing: 'it is not fetched' };
  fetched.push('fetched');
  return { command: ['/fetched/tool'], version: '1.0.0', from: 'go' as const };
};

it('fetches what everybody needs', async () => {
  const fetched: string[] = [];
  const tool = { ways: [path, fetching(fetched)], needed: true, howToGet: 'fetch it' };
  expect(await find('tool', tool, {})).toMatchObject({ command: ['/fetched/tool'] });
});

it('fetches what few need only for who asks for it, and says how to ask', async () => {
  const fetched: string[] = [];
  const tool = { ways: [path, fetching(fetched)], needed: false, when: 'asked' as const, howToGet: 'fetch it' };
  expect(await find('tool', tool, { fetch: false })).toEqual({ missing: 'tool is missing: `npm run setup -- tool` gets it' });
  expect(fetched).toEqual([]);
  expect(await find('tool', tool, { asked: true })).toMatchObject({ command: ['/fetched/tool'] });
});

it('takes what few need where it is there already', async () => {
  const there = async () => ({ command: ['/bin/tool'], version: '1.0.0', from: 'path' as const });
  const tool = { ways: [there], needed: false, when: 'asked' as const, howToGet: 'fetch it' };
  expect(await find('tool', tool, { fetch: false })).toMatchObject({ command: ['/bin/tool'] });
});

it('fails where what was asked for cannot be had, with every reason', async () => {
  const tool = { ways: [path, path], needed: false, when: 'asked' as const, howToGet: 'fetch it' };
  await expect(find('tool', tool, { asked: true })).rejects.toThrow(
    'tool is missing (it is not on PATH; it is not on PATH): fetch it',
  );
});

it('goes on for the tests without what cannot be had, with every reason, unless everybody needs it', async () => {
  const tool = { ways: [path], needed: false, when: 'asked' as const, howToGet: 'fetch it' };
  expect(await find('tool', tool, { asked: true, goesOn: true })).toEqual({
    missing: 'tool is missing (it is not on PATH): fetch it; then `npm run setup` tries again',
  });
  await expect(find('tool', { ...tool, needed: true }, { asked: true, goesOn: true })).rejects.toThrow(
    'tool is missing (it is not on PATH)',
  );
});

it('refuses a tool that nobody knows, in one line', () => {
  const setup = fileURLToPath(new URL('../setup.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [setup, 'hammer'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `outgrow: there is no tool "hammer": there are ${toolNames().join(', ')}\n`,
  });
});
