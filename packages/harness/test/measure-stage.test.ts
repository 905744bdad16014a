import { expect, test } from 'vitest';
import { findK6 } from '../src/k6.ts';
import { measureStage } from '../src/measure-stage.ts';
import { stageNumbered } from '../src/stages.ts';

test('a stage is started, seeded, loaded and checked, and what came out has a verdict', { timeout: 60_000 }, async () => {
  const said: string[] = [];
  const { times, commands, refused, errors, anomalies, records, instances, servers } = await measureStage(
    await stageNumbered(1),
    {
      k6: findK6(),
      market: { seed: 'harbour', merchants: 5, products: 10, customers: 20, orders: 50 },
      topology: { instances: 2, servers: [], settings: {} },
      workload: 'mixed',
      ratePerSecond: 15,
      seconds: 3,
      progress: (message) => said.push(message),
    },
  );
  expect(anomalies).toEqual({ count: 0, first: [] });
  expect(errors).toEqual({});
  expect(commands).toMatchObject({ failed: 0, unknown: 0 });
  expect(commands.accepted).toBeGreaterThan(10);
  expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(commands.refused);
  expect(times.sessions + times.dropped).toBeGreaterThanOrEqual(45);
  expect(times.requests).toBeGreaterThan(times.sessions);
  expect(records).toBeGreaterThan(500);
  expect([instances, servers[0]?.kind]).toEqual([2, 'postgres']);
  expect(said.some((message) => message.startsWith('k6 mixed: 1 of 3 s'))).toBe(true);
});
