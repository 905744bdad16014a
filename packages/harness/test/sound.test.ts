import { expect, test } from 'vitest';
import type { Measured } from '../src/measure-stage.ts';
import { isSound } from '../src/tour.ts';

const stage = { number: 1, name: 'one', title: 'One' };

/** What counts for the verdict; the figures beside it do not. */
const measured = (verdict: Partial<Measured>) => ({
  stops: [
    { stage, measured: { anomalies: { count: 0, first: [] }, commands: accepted(5), unreadable: 0, ...verdict } as Measured },
  ],
});
const accepted = (count: number) => ({ accepted: count, refused: 1, failed: 0, unknown: 0 });

test('a tour is sound where something was accepted and nothing is wrong with it', () => {
  expect(isSound(measured({}))).toBe(true);
  expect(isSound(measured({ unreadable: 1 }))).toBe(true);
});

test('a tour is not sound with an anomaly, or where one of its stages failed', () => {
  expect(isSound(measured({ anomalies: { count: 1, first: ['one'] } }))).toBe(false);
  expect(isSound({ stops: [...measured({}).stops, { stage, failed: 'it did not start' }] })).toBe(false);
});

test('a tour that proves nothing is not sound: nothing measured, nothing accepted, or a journal that cannot be read', () => {
  expect(isSound({ stops: [{ stage, skipped: 'a tool is missing' }] })).toBe(false);
  expect(isSound(measured({ commands: accepted(0) }))).toBe(false);
  expect(isSound(measured({ unreadable: 2 }))).toBe(false);
});
