import { expect, test } from 'vitest';
import type { LoadFigures } from '../src/experiment-result.ts';
import { invalidity } from '../src/invalidity.ts';

const load = (figures: Partial<LoadFigures>): LoadFigures =>
  ({
    model: 'open',
    requests: 10,
    dropped: 0,
    commands: { accepted: 1, refused: 0, failed: 0, unknown: 0 },
    generator: { machineBusy: 0.5, lateP99Ms: 3 },
    ...figures,
  }) as LoadFigures;

test('figures count where the load came as it was to come', () => {
  expect(invalidity(load({}))).toBeUndefined();
  expect(invalidity(load({ model: 'closed', generator: { machineBusy: 1 } }))).toBeUndefined();
});

test('a load generator that starved makes the figures count for nothing, and says so', () => {
  const starved = load({ generator: { machineBusy: 0.99, lateP99Ms: 400 } });
  expect(invalidity(starved)).toMatch('k6 starved: its sessions began up to 400 ms late (p99), while the machine was 99 % busy');
});

test('sessions that a full stage kept from beginning are no sign of a starved load generator', () => {
  expect(invalidity(load({ dropped: 5, generator: { machineBusy: 0.9, lateP99Ms: 4_000 } }))).toBeUndefined();
});

test('nothing answered counts for nothing', () => {
  expect(invalidity(load({ requests: 0 }))).toBe('no request was answered');
});
