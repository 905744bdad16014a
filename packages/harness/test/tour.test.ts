import { expect, test } from 'vitest';
import { findK6 } from '../src/k6.ts';
import { stageFolder } from '../src/stages.ts';
import { type TourOptions, tour } from '../src/tour.ts';

const options = (durability: TourOptions['durability']): TourOptions => ({
  k6: findK6(),
  market: { seed: 'harbour', merchants: 5, products: 10, customers: 20, orders: 0 },
  workload: 'mixed',
  ratePerSecond: 10,
  warmUpSeconds: 0,
  seconds: 2,
  durability,
});

test('a tour of all durabilities stops at a stage once with each it has, and counts what the stage consists of', {
  timeout: 120_000,
}, async () => {
  const { stops } = await tour([stageFolder(1)], options('all'));
  expect(stops.map(({ durability }) => durability)).toEqual(['fsync', 'log']);
  for (const stop of stops) {
    if (!('measured' in stop)) throw new Error(`stage 1 was not measured: ${JSON.stringify(stop)}`);
    const { anomalies, platform, load } = stop.measured;
    expect(anomalies).toBe(0);
    expect(platform?.processes.map(({ name }) => name)).toEqual(['postgres', 'app1']);
    expect(load.acceptedByKind?.['place-order']).toBeGreaterThan(0);
  }
});

test('a stage that does not have the durability that is asked for is skipped, and it is said which it has', async () => {
  const { stops } = await tour([stageFolder(1)], options('memory'));
  expect(stops).toMatchObject([
    {
      stage: { number: 1 },
      durability: 'memory',
      skipped: 'it cannot be run with durability memory; it can with fsync, log',
    },
  ]);
});
