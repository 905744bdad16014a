import type { Answered, ClientOutcome, HistoryEvent, Invoked, Read } from '@outgrow/checker/history';
import { expect, test } from 'vitest';
import { LoadTally } from '../src/load-tally.ts';

const T = 1_000_000;
const invoked = (commandId: string, atMs = T, warmUp = false): Invoked => ({
  is: 'invoked',
  atMs,
  session: '1',
  warmUp,
  instance: 0,
  op: 'restock',
  by: 'staff:m0001',
  commandId,
  merchants: ['m0001'],
});
const answered = (commandId: string, outcome: ClientOutcome, tookMs = 2, atMs = T + 2, warmUp = false): Answered => ({
  is: 'answered',
  instance: 0,
  atMs,
  tookMs,
  session: '1',
  warmUp,
  commandId,
  outcome,
});
const read = (tookMs: number, fromMs = T, more: Partial<Read> = {}): Read => ({
  is: 'read',
  fromMs,
  toMs: fromMs + tookMs,
  tookMs,
  session: '1',
  warmUp: false,
  instance: 0,
  what: 'product',
  ...more,
});
const tallied = (events: HistoryEvent[], seconds = 1) => {
  const tally = new LoadTally(seconds);
  for (const event of events) tally.see(event);
  return tally.tally();
};

test('the warm-up is in no figure', () => {
  const warm = [
    invoked('a', T, true),
    answered('a', { is: 'accepted', reply: {} }, 900, T, true),
    read(900, T, { warmUp: true }),
  ];
  const { requests, commands, all, beganMs } = tallied([...warm, read(2, T + 500)]);
  expect([requests, commands.accepted, all.maxMs, beganMs]).toEqual([1, 0, 2, T + 500]);
});

test('commands are counted by what their clients know in the end', () => {
  const { commands, acceptedByKind, refused, errors } = tallied([
    invoked('accepted'),
    answered('accepted', { is: 'unknown', code: 'timed_out' }),
    answered('accepted', { is: 'accepted', reply: {} }),
    invoked('refused'),
    answered('refused', { is: 'refused', code: 'out_of_stock' }),
    invoked('failed'),
    answered('failed', { is: 'failed', code: 'unavailable' }),
    invoked('still unknown'),
    answered('still unknown', { is: 'unknown', code: 'timed_out' }),
    answered('still unknown', { is: 'refused', code: 'out_of_stock' }),
    invoked('never answered'),
  ]);
  expect(commands).toEqual({ accepted: 1, refused: 1, failed: 1, unknown: 2 });
  expect(acceptedByKind).toEqual({ restock: 1 });
  expect(refused).toEqual({ out_of_stock: 1 });
  expect(errors).toEqual({ unavailable: 1, timed_out: 1, no_answer: 1 });
});

test('the 99th percentile is of all requests, not of averages', () => {
  const events = Array.from({ length: 1_000 }, (_, at) => read(at < 985 ? 1 : 500, T + at));
  const { all, operations } = tallied(events, 10);
  expect(all.count).toBe(1_000);
  expect(all.p50Ms).toBeCloseTo(1, 1);
  expect(all.p99Ms / 500).toBeCloseTo(1, 2);
  expect(operations.map(({ name }) => name)).toEqual(['product']);
});

test('of a closed loop what ended before its measured part, or after it, is left out', () => {
  const tally = new LoadTally(2, 1);
  const reads = [0, 500, 1_500, 2_500, 3_500].map((fromMs) => read(1, T + fromMs));
  for (const event of [...reads, invoked('a', T + 1_900), answered('a', { is: 'accepted', reply: {} }, 1, T + 1_901)])
    tally.see(event);
  const { requests, requestsPerSecond, commands, beganMs } = tally.tally();
  expect([requests, requestsPerSecond, commands.accepted, beganMs]).toEqual([3, 1.5, 1, T + 1_000]);
});

test('of a closed loop what was sent in its measured part counts, however late it is answered, or not at all', () => {
  const tally = new LoadTally(2, 1);
  const accepted = { is: 'accepted', reply: {} } as const;
  const events = [
    invoked('before', T),
    answered('before', accepted, 1_500, T + 1_500),
    invoked('late', T + 2_900),
    answered('late', accepted, 4_000, T + 6_900),
    invoked('unknown', T + 2_900),
    answered('unknown', { is: 'unknown', code: 'timed_out' }, 5_000, T + 7_900),
    invoked('never answered', T + 2_900),
    invoked('after', T + 3_100),
  ];
  for (const event of events) tally.see(event);
  const { commands, acceptedByKind, errors, all } = tally.tally();
  expect(commands).toEqual({ accepted: 1, refused: 0, failed: 0, unknown: 2 });
  expect(errors).toEqual({ timed_out: 1, no_answer: 1 });
  expect(all.maxMs).toBeGreaterThan(4_900);
  // In a second of the measured part there was none.
  expect(acceptedByKind).toEqual({});
});

test('what was not answered as asked takes its time, and is no throughput', () => {
  const { requests, requestsPerSecond } = tallied([read(1, T), read(1, T, { code: 'overloaded' })]);
  expect([requests, requestsPerSecond]).toEqual([2, 1]);
});

test('what ended after the measured part is in the latency and not in the throughput', () => {
  const { requests, requestsPerSecond } = tallied([read(1, T), read(1, T + 500), read(1, T + 1_500)]);
  expect([requests, requestsPerSecond]).toEqual([3, 2]);
});

test('a read that was not answered as asked is an error, by its code', () => {
  expect(tallied([read(1, T, { code: 'order_not_found', version: 0 })]).errors).toEqual({ order_not_found: 1 });
});
