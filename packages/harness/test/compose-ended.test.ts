import { expect, test } from 'vitest';
import type { Docker } from '../src/compose/docker.ts';
import { complaintIn } from '../src/compose/ended.ts';

const READY = { Status: 'running', ExitCode: 0, OOMKilled: false, Health: { Status: 'healthy' } };
const DONE = { Status: 'exited', ExitCode: 0, OOMKilled: false };
const STARTING = { ...READY, Health: { Status: 'starting' } };
const FAILED = { ...DONE, ExitCode: 3 };

/** Containers in such states, as `docker` tells of them. */
const having =
  (states: Readonly<Record<string, object>>): Docker =>
  async ([command]) => {
    const told = Object.entries(states).map(([name, State]) => ({
      Id: name,
      State,
      Config: { Labels: { 'com.docker.compose.service': name } },
    }));
    const stdout = { ps: Object.keys(states).join('\n'), inspect: JSON.stringify(told) }[command ?? ''] ?? 'its last line';
    return { code: 0, stdout, stderr: '' };
  };

test('nothing is wrong where all that runs is healthy, and all that was to end has', async () => {
  expect(await complaintIn(having({ app: READY, migrator: DONE }), 'outgrow-1')).toBeUndefined();
  expect(await complaintIn(having({}), 'outgrow-1')).toBeUndefined();
});

test.for([
  ['has not come to its end', { ...READY, Health: undefined }],
  ['is not ready', STARTING],
  ['is not ready', { ...STARTING, Status: 'created' }],
  ['runs and is not healthy', { ...READY, Health: { Status: 'unhealthy' } }],
  ['ended with exit code 3', FAILED],
  ['ran out of the memory that it is limited to', { ...DONE, ExitCode: 137, OOMKilled: true }],
] as const)('one that %s is told of', async ([why, state]) => {
  const complaint = await complaintIn(having({ migrator: DONE, seed: state, app: READY }), 'outgrow-1');
  expect(complaint).toMatchObject({ service: 'seed', why, lines: 'its last line' });
});

test('what failed is told of before what waits for it', async () => {
  expect(await complaintIn(having({ app: STARTING, seed: FAILED }), 'outgrow-1')).toMatchObject({ service: 'seed' });
});
