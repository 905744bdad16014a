import type { Trial } from '@outgrow/harness/experiment-result';
import type { PlatformCount } from '@outgrow/harness/platform/platform-count';
import { findStages } from '@outgrow/harness/stages';
import { expect, test } from 'vitest';
import { madeUpTrial, NOTHING_MEANT, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../2.2-platform-count/experiment.ts';

const FIVE = ['postgres', 'grid', 'sessions', 'index', 'warehouse'];

const count = (platforms: readonly string[], synchronisation: number, feature: number): PlatformCount => ({
  platforms: [...platforms],
  processes: [...platforms, 'app1'].map((name, at) => ({
    name,
    kind: name,
    ports: [9_000 + at],
    portsFrom: 'sockets',
    osProcesses: 2,
    memoryBytes: 100 * 2 ** 20,
  })),
  settings: { addresses: ['POSTGRES_URL'], others: ['POOL', 'TTL_MS'] },
  libraries: ['pg', 'ioredis'],
  lines: { synchronisation, infrastructure: 200, feature, shared: 3_000 },
  startSeconds: 2.5,
});

const trial = (platform: PlatformCount | undefined, instances = 1, repetition = 1): Trial => ({
  ...madeUpTrial({ knobs: { 'app instances': instances }, instances }, repetition),
  ...(platform && { platform }),
});

test.each([
  ['holds with five platforms and a fifth of synchronisation', [trial(count(FIVE, 200, 1_000))], 'holds'],
  ['does not hold with four platforms', [trial(count(FIVE.slice(1), 500, 1_000))], 'does not hold'],
  ['does not hold with a line too few', [trial(count(FIVE, 199, 1_000))], 'does not hold'],
  ['does not hold with one platform and nothing to keep in step', [trial(count(['postgres'], 0, 1_000))], 'does not hold'],
  ['is undecided where it was not counted', [trial(undefined)], 'undecided'],
  ['is undecided without the point of one instance', [trial(count(FIVE, 200, 1_000), 2)], 'undecided'],
  ['is undecided where nothing was measured', [], 'undecided'],
] as const)('2.2 %s', (_, trials, verdict) => {
  const conclusion = experiment.conclude(trials);
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('2.2 says why, plainly, of a stage it is not about', () => {
  const { because } = experiment.conclude([trial(count(['postgres'], 0, 1_000))]);
  expect(because).toContain('5 platforms at least: there is 1 (postgres)');
  expect(because).toContain('too few platforms for the claim to be about it');
});

test('2.2 shows what was counted, a row for each number of instances', () => {
  const platform = count(FIVE, 250, 1_000);
  const { figure, table } = experiment.conclude([1, 2].flatMap((run) => [trial(platform, 1, run), trial(platform, 2, run)]));
  expect(figure).toBe(
    '5 platforms in 6 processes (12 of the operating system) with 6 ports, 3 settings and 2 client libraries; 250 lines of synchronisation beside 1,000 of features and 200 of infrastructure; it starts in 2.5 s and takes 600 MiB.',
  );
  expect(table.rows.map((row) => [row[0], row.at(-1)])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
});

test('2.2 says nothing of memory and processes that could not be seen', () => {
  const seen = count(FIVE, 250, 1_000);
  const processes = seen.processes.map(({ name, kind, ports }) => ({ name, kind, ports, portsFrom: 'address' as const }));
  const conclusion = experiment.conclude([trial({ ...seen, processes })]);
  expect(conclusion.verdict).toBe('holds');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('2.2 is asked of every stage there is', () => {
  expect(experiment.stages).toEqual(findStages().map(({ number }) => number));
});
