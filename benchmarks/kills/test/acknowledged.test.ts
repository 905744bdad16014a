import type { HistoryEvent } from '@outgrow/checker/history';
import type { AnyRecord } from '@outgrow/domain/records';
import { expect, test } from 'vitest';
import { Acknowledged } from '../acknowledged.ts';

test('an accepted command is held where it left an outcome at each of its merchants', async () => {
  const acknowledged = new Acknowledged();
  for (const commandId of ['whole', 'torn', 'gone']) acknowledged.see(sent(commandId));
  for (const commandId of ['whole', 'torn', 'gone']) acknowledged.see(answered(commandId, { is: 'accepted', reply: null }));
  expect(await against(acknowledged, ['m1 whole', 'm2 whole', 'm1 torn'])).toEqual({ accepted: 3, lost: ['torn', 'gone'] });
});

test('what was refused, failed or ended unknown was promised to nobody', async () => {
  const acknowledged = new Acknowledged();
  for (const is of ['refused', 'failed', 'unknown'] as const) {
    acknowledged.see(sent(is));
    acknowledged.see(answered(is, { is, code: 'some' }));
  }
  expect(await against(acknowledged, [])).toEqual({ accepted: 0, lost: [] });
});

const against = (acknowledged: Acknowledged, outcomes: readonly string[]) =>
  acknowledged.heldAgainst(async (see) => {
    for (const outcome of outcomes) {
      const [merchantId = '', commandId = ''] = outcome.split(' ');
      see({ kind: 'outcome', value: { merchantId, commandId, fingerprint: '', reply: null } } as AnyRecord);
    }
  });

const common = { session: '1', warmUp: false, instance: 0, atMs: 0 };

const sent = (commandId: string): HistoryEvent => ({
  ...common,
  is: 'invoked',
  op: 'place-basket',
  by: 'customer:c1',
  commandId,
  merchants: ['m1', 'm2'],
});

type Outcome = Extract<HistoryEvent, { is: 'answered' }>['outcome'];

const answered = (commandId: string, outcome: Outcome): HistoryEvent => ({
  ...common,
  is: 'answered',
  tookMs: 1,
  commandId,
  outcome,
});
