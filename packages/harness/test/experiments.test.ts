import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Point } from '../src/experiment.ts';
import type { ExperimentResult, Trial } from '../src/experiment-result.ts';
import { experimentsNamed, findExperiments, profileNamed } from '../src/experiments.ts';
import { assertResultsGoTo, resultFiles, whyNotWritten, writeResult } from '../src/results.ts';
import { findStages, loadStage } from '../src/stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'outgrow-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each experiment says what is asked, expected and what would disprove it, and names stages', async () => {
  const found = await findExperiments();
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6']));
  for (const { question, expected, disproof, stages } of found) {
    expect([question, expected, disproof].every((text) => text.length > 20)).toBe(true);
    expect(stages.length).toBeGreaterThan(0);
  }
});

test('each experiment plans points of both profiles, each named once, on servers its stage has', async () => {
  const there = await Promise.all(findStages().map(loadStage));
  for (const { id, plan, stages } of await findExperiments()) {
    for (const stage of there.filter(({ number }) => stages.includes(number))) {
      for (const profile of ['quick', 'full']) {
        const points = pointsOf(plan(await profileNamed(profile), stage));
        const names = points.map(({ name }) => name);
        expect(names.length, id).toBeGreaterThan(0);
        expect(new Set(names).size, id).toBe(names.length);
        const servers = points.flatMap(({ topology }) => [...(topology?.servers ?? []), ...(topology?.links ?? [])]);
        for (const server of servers) expect(Object.keys(stage.servers), id).toContain(server);
      }
    }
  }
});

test('an experiment concludes nothing from nothing, and says so', async () => {
  for (const { conclude } of await findExperiments()) expect(conclude([]).verdict).toBe('undecided');
});

test('an experiment is found by its id, its name, or both, and one that is not there is told with those that are', async () => {
  const [byId] = await experimentsNamed(['1.1']);
  expect(byId?.name).toBe('cpu-ceiling');
  expect((await experimentsNamed(['cpu-ceiling', '1.1-cpu-ceiling'])).map(({ id }) => id)).toEqual(['1.1', '1.1']);
  expect(() => experimentsNamed(['9.9'])).toThrow(/there is no experiment 9.9; there is 1.1 \(cpu-ceiling\)/);
  await expect(profileNamed('huge')).rejects.toThrow('there is no profile huge; there is quick, full');
});

test('a result is written beside an earlier one of the same name, never over it', async () => {
  const first = await writeResult(result, folder);
  const second = await writeResult(result, folder);
  expect(first).toMatch(/2026-01-02-2-core-amd-epyc\/1\.1-cpu-ceiling-stage-1-quick-partial\.json$/);
  expect(second).toMatch(/partial-2\.json$/);
  expect(await resultFiles([folder])).toEqual([second, first].sort());
});

test('a full disk is told in one line', async () => {
  // On Linux this device is always full.
  const full = await writeFile('/dev/full', 'text').catch((error: unknown) => error);
  const error = process.platform === 'linux' ? full : Object.assign(new Error(), { code: 'ENOSPC' });
  expect(whyNotWritten(error)).toBe('the disk is full; make room there, or name another folder with --results');
});

test('a folder that cannot be made is told before the work', async () => {
  await expect(assertResultsGoTo('/dev/null/results')).rejects.toThrow(/^results cannot be written to \/dev\/null\/results: /);
});

const result: ExperimentResult = {
  format: 2,
  kind: 'experiment',
  experiment: { id: '1.1', name: 'cpu-ceiling', question: '', expected: '', disproof: '' },
  stage: { number: 1, name: 'one', title: 'One' },
  profile: 'quick',
  seed: 'harbour',
  startedAt: '2026-01-02T03:04:05.678Z',
  endedAt: '2026-01-02T03:05:05.678Z',
  interrupted: 'stopped',
  commit: null,
  machine: { platform: 'linux x64', cpu: 'AMD EPYC 7B13 64-Core Processor', cores: 2, memoryBytes: 2 ** 34 },
  versions: {},
  trials: [],
};

/** All points of a plan, as if each trial had found nothing to stop at. */
function pointsOf(plan: Iterable<Point> | Generator<Point, void, Trial>): Point[] {
  const points: Point[] = [];
  const iterator = plan[Symbol.iterator]() as Iterator<Point, void, Trial | undefined>;
  const nothing = { sampled: {}, load: { sessions: 1, dropped: 0 } } as unknown as Trial;
  for (let next = iterator.next(); !next.done; next = iterator.next(nothing)) points.push(next.value);
  return points;
}
