import { expect, test } from 'vitest';
import type { Trial } from '../src/experiment-result.ts';
import { isSound } from '../src/tour.ts';

const stage = { number: 1, name: 'one', title: 'One' };

/** What counts for the verdict; the figures beside it do not. */
const measured = (verdict: Partial<Trial>) => ({
  stops: [{ stage, measured: { anomalies: 0, load: accepted(5), ...verdict } as Trial }],
});
const accepted = (count: number) => ({ commands: { accepted: count, refused: 1, failed: 0, unknown: 0 } }) as Trial['load'];

test('a tour is sound where something was accepted and nothing is wrong with it', () => {
  expect(isSound(measured({}))).toBe(true);
  expect(isSound(measured({ gaps: 3 }))).toBe(true);
});

test('a tour is not sound with an anomaly, or where one of its stages failed', () => {
  expect(isSound(measured({ anomalies: 1 }))).toBe(false);
  expect(isSound({ stops: [...measured({}).stops, { stage, failed: 'it did not start' }] })).toBe(false);
});

test('a tour that proves nothing is not sound: nothing measured, or nothing accepted', () => {
  expect(isSound({ stops: [{ stage, skipped: 'a tool is missing' }] })).toBe(false);
  expect(isSound(measured({ load: accepted(0) }))).toBe(false);
});
