import { expect, test } from 'vitest';
import type { LoadFigures } from '../src/experiment-result.ts';
import { invalidity } from '../src/invalidity.ts';

const load = (figures: Partial<LoadFigures>): LoadFigures =>
  ({
    model: 'open',
    requests: 10,
    dropped: 0,
    errors: {},
    commands: { accepted: 1, refused: 0, failed: 0, unknown: 0 },
    generator: { machineBusy: 0.5, lateP99Ms: 3 },
    ...figures,
  }) as LoadFigures;

test('figures count where the load came as it was to come', () => {
  expect(invalidity(load({}))).toBeUndefined();
});

test('a load generator that starved makes the figures count for nothing, and says so', () => {
  const starved = load({ generator: { machineBusy: 0.95, lateP99Ms: 400 } });
  expect(invalidity(starved)).toMatch('k6 starved: its sessions began up to 400 ms late (p99), while the machine was 95 % busy');
});

test('sessions that a full stage kept from beginning are no sign of a starved load generator', () => {
  expect(invalidity(load({ dropped: 5, generator: { machineBusy: 0.6, lateP99Ms: 4_000 } }))).toBeUndefined();
});

test('on a full machine nobody can tell who waited for whom, in a closed loop too', () => {
  const full = load({ model: 'closed', generator: { machineBusy: 0.99 } });
  expect(invalidity(full)).toMatch('the machine was 99 % busy');
  const crowded = load({ dropped: 5, generator: { machineBusy: 0.95, lateP99Ms: 4_000 } });
  expect(invalidity(crowded)).toMatch('5 sessions had nobody to begin them while the machine was 95 % busy');
});

test('a fault that did not come counts for nothing', () => {
  expect(invalidity(load({}), 1)).toMatch('1 of its faults did not come');
});

test('a change that was not over before the load was counts for nothing', () => {
  const change = (seconds: number) => [{ atSeconds: 2, fault: 'change', target: 'prices', steps: [{ name: 'all', seconds }] }];
  expect(invalidity(load({ seconds: 10 }), 0, change(7))).toBeUndefined();
  expect(invalidity(load({ seconds: 10 }), 0, change(9))).toMatch('the change "prices" was not over before the load was');
});

test('nothing answered counts for nothing', () => {
  expect(invalidity(load({ errors: { no_answer: 6 } }))).toBe('6 of 10 requests were answered by nobody');
  expect(invalidity(load({ requests: 0 }))).toBe('no request was answered');
});
