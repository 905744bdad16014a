import type { Stage } from '@outgrow/services/stage';
import { expect, test } from 'vitest';
import type { Experiment } from '../src/experiment.ts';
import type { FoundExperiment } from '../src/experiments.ts';
import { findK6 } from '../src/k6.ts';
import { runExperiment } from '../src/run-experiment.ts';
import { stageNumbered } from '../src/stages.ts';

const profile = { name: 'test', repetitions: 1, warmUpSeconds: 1, seconds: 3, points: 'few' } as const;
const market = { merchants: 5, products: 10, customers: 20, orders: 50 };
const experiment = (more: Partial<Experiment>): FoundExperiment => ({
  id: '0.1',
  name: 'test',
  question: 'Does it run?',
  expected: 'It does.',
  disproof: 'It does not.',
  stages: [1],
  plan: () => [],
  conclude: () => ({ verdict: 'holds', figure: 'one', because: 'it ran', table: { columns: [], rows: [] }, charts: [] }),
  ...more,
});

test('a point is started, seeded, measured inside, loaded, broken, healed, sampled and checked, and what came out has a verdict', {
  timeout: 90_000,
}, async () => {
  const said: string[] = [];
  const stage: Stage = {
    ...(await stageNumbered(1)),
    measures: { instances: async ({ apps }, { times }) => ({ found: apps.length * Number(times) }) },
  };
  const { result, cause } = await runExperiment(
    experiment({
      *plan({ warmUpSeconds, seconds }) {
        const trial = yield {
          name: 'a kill of an app',
          knobs: { apps: 2 },
          topology: { instances: 2, cpus: { postgres: 1 } },
          market,
          measures: [{ name: 'instances', settings: { times: 10 } }],
          load: { workload: 'mixed', ratePerSecond: 15, warmUpSeconds, seconds },
          faults: [{ fault: 'kill', target: 'app 2', atSeconds: 1, forSeconds: 0.5 }],
        };
        if (trial.load.requests === 0) throw new Error('the plan is handed what came of a point');
      },
    }),
    stage,
    { k6: findK6(), profile, seed: 'harbour', progress: (message) => said.push(message) },
  );
  expect(cause).toBeUndefined();
  const [trial] = result.trials;
  // On a machine that is busy with other things its figures count for nothing: that is said, and no fault of what runs here.
  if (trial?.invalid === undefined) expect(result.conclusion?.verdict).toBe('holds');
  else expect(trial.invalid).toMatch(/busy|starved/);
  expect(trial).toMatchObject({ name: 'a kill of an app', repetition: 1, instances: 2, anomalies: 0 });
  expect(trial?.faults).toMatchObject([{ fault: 'kill', target: 'app 2' }]);
  expect(trial?.faults[0]?.healedAtSeconds).toBeGreaterThan(trial?.faults[0]?.atSeconds ?? Number.NaN);
  expect(trial?.measured).toEqual({ found: 20 });
  expect(trial?.load.commands.accepted).toBeGreaterThan(5);
  expect(trial?.load.sessions).toBeGreaterThan(30);
  expect(trial?.records).toBeGreaterThan(500);
  expect(trial?.verdicts.length).toBeGreaterThan(10);
  expect(trial?.samples.rows.length).toBeGreaterThan(8);
  expect(Object.keys(trial?.sampled ?? {})).toEqual(
    expect.arrayContaining(['postgres.cpuShare', 'postgres.memoryMiB', 'postgres.commitsPerSecond', 'app1.cpuCores']),
  );
  expect(Object.keys(trial?.allotments ?? {})).toEqual(['postgres']);
  expect(said.some((message) => message.includes('k6 mixed: 1 of 4 s'))).toBe(true);
});

test('a server that is reached through a link can be cut off, and the link says what it costs by itself', {
  timeout: 60_000,
}, async () => {
  const { result, cause } = await runExperiment(
    experiment({
      plan: () => [
        {
          name: 'a cut',
          knobs: {},
          topology: { links: ['postgres'] },
          market,
          load: { workload: 'browse', ratePerSecond: 20, warmUpSeconds: 0, seconds: 3 },
          faults: [{ fault: 'cut', target: 'postgres', atSeconds: 1, forSeconds: 1 }],
        },
      ],
    }),
    await stageNumbered(1),
    { k6: findK6(), profile, seed: 'harbour' },
  );
  expect(cause).toBeUndefined();
  const [trial] = result.trials;
  expect(trial?.faults).toMatchObject([{ fault: 'cut', target: 'postgres' }]);
  expect(trial?.linkBaseline?.throughMs).toBeGreaterThan(0);
  expect(trial?.anomalies).toBe(0);
});

test('one that is interrupted keeps the trials it had, says that it is partial and concludes nothing', {
  timeout: 60_000,
}, async () => {
  const controller = new AbortController();
  const load = { workload: 'browse', ratePerSecond: 5, warmUpSeconds: 0, seconds: 1 };
  const { result, cause } = await runExperiment(
    experiment({ plan: () => ['first', 'second'].map((name) => ({ name, knobs: {}, market, load })) }),
    await stageNumbered(1),
    {
      k6: findK6(),
      profile,
      seed: 'harbour',
      finished: () => controller.abort(new Error('enough')),
      signal: controller.signal,
    },
  );
  expect(result.trials.map(({ name }) => name)).toEqual(['first']);
  expect([result.interrupted, result.conclusion]).toEqual(['enough', undefined]);
  expect(cause).toBe(controller.signal.reason);
});

test('a fault at something that does not run is told before any load', { timeout: 60_000 }, async () => {
  const load = { workload: 'browse', ratePerSecond: 5, warmUpSeconds: 0, seconds: 1 };
  const faults = [{ fault: 'kill', target: 'redis', atSeconds: 0 }] as const;
  const { result } = await runExperiment(
    experiment({ plan: () => [{ name: 'broken', knobs: {}, market, load, faults }] }),
    await stageNumbered(1),
    { k6: findK6(), profile, seed: 'harbour' },
  );
  expect(result.interrupted).toBe('there is no redis to break; there is postgres, app 1');
});

test('an experiment does not run on a stage it is not for', async () => {
  await expect(
    runExperiment(experiment({ stages: [7] }), await stageNumbered(1), { k6: findK6(), profile, seed: 'harbour' }),
  ).rejects.toThrow('experiment 0.1 does not run on stage 1; it runs on 7');
});
