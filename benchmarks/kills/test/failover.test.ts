import type { HistoryEvent } from '@outgrow/checker/history';
import { expect, test } from 'vitest';
import { Failover } from '../failover.ts';

const [KILLED, HEALED, ENDED] = [1_000, 5_000, 9_500];

test('the first acknowledgement after a kill is of a command that was sent after it', () => {
  expect(felt(sent('before', 990), answered('before', 1_001), sent('after', 1_010), answered('after', 1_400))).toMatchObject({
    againMs: 400,
  });
});

test('the slowest command is counted from the kill where it was sent before, and otherwise from when it was sent', () => {
  const early = [sent('early', 500), answered('early', 1_300)];
  expect(felt(...early)).toMatchObject({ slowestMs: 300 });
  expect(felt(...early, sent('late', 1_500), answered('late', 2_100))).toMatchObject({ slowestMs: 600 });
});

test('a command that was answered before the kill, sent after the healing, or at another merchant, did not feel it', () => {
  const others = [sent('done', 900), answered('done', 1_000), sent('later', 5_001), answered('later', 9_000)];
  expect(felt(...others, sent('elsewhere', 1_100, 'm2'), answered('elsewhere', 4_000))).toEqual({
    slowestMs: 0,
    commands: 0,
    unacknowledged: 0,
  });
});

test('a refusal of the shop acknowledges a command, a failure does not and waits to the end of the load, and a repeat may still do', () => {
  const refused = [sent('refused', 1_100), answered('refused', 1_150, { is: 'refused', code: 'out_of_stock' })];
  const failed = [sent('failed', 1_100), answered('failed', 1_200, { is: 'failed', code: 'unavailable' })];
  const unknown = [sent('unknown', 1_100), answered('unknown', 1_200, { is: 'unknown', code: 'no_answer' })];
  expect(felt(...refused, ...failed, ...unknown)).toEqual({ againMs: 150, slowestMs: 8_400, commands: 3, unacknowledged: 2 });
  expect(felt(...unknown, answered('unknown', 1_900))).toEqual({ againMs: 900, slowestMs: 800, commands: 1, unacknowledged: 0 });
});

function felt(...events: HistoryEvent[]) {
  const failover = new Failover(new Set(['m1']));
  for (const event of events) failover.see(event);
  return failover.felt(KILLED, HEALED, ENDED);
}

const common = { session: '1', warmUp: false, instance: 0 };

function sent(commandId: string, atMs: number, merchant = 'm1'): HistoryEvent {
  return { ...common, is: 'invoked', atMs, op: 'place-order', by: 'customer:c1', commandId, merchants: ['m0', merchant] };
}

type Outcome = Extract<HistoryEvent, { is: 'answered' }>['outcome'];

function answered(commandId: string, atMs: number, outcome: Outcome = { is: 'accepted', reply: null }): HistoryEvent {
  return { ...common, is: 'answered', atMs, tookMs: 1, commandId, outcome };
}
