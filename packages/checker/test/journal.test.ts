import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../src/history.ts';
import { readJournal } from '../src/journal.ts';
import { MAX_SESSIONS } from '../src/sessions.ts';

const SENT = { i: '7', t: 100, n: 1, op: 'place-order', by: 'customer:ann', key: 'k1', merchants: ['m1'] };
const ANSWERED = { i: '7', t: 105, d: 4.25, n: 0, key: 'k1', status: 201 };
const READ = { i: '7', t: 110, e: 112, d: 1.5, n: 0, read: 'product' };

describe('a journal', () => {
  test('is read line by line into what clients did and saw', async () => {
    const { events, unreadable } = await reading([
      { ...SENT, of: 'm1/tea', q: 2 },
      { ...ANSWERED, reply: { orderId: 'm1.c' } },
      {
        ...SENT,
        key: 'k2',
        op: 'place-basket',
        merchants: ['m1', 'm2'],
        lines: [
          ['m1/tea', 2],
          ['m2/mug', 1],
        ],
      },
      { ...READ, of: 'm1/tea', v: 3, s: 12 },
      { ...READ, read: 'search', code: 'no_answer' },
      { ...READ, of: 'm1/mug', v: 0, code: 'unknown_product' },
      { ...READ, of: 'm1/tea', v: null, s: null },
      { i: '7', end: 120, late: 3 },
      { i: 'w1', end: 121 },
    ]);
    const of7 = { session: '7', warmUp: false };
    const read = { ...of7, is: 'read', fromMs: 110, toMs: 112, tookMs: 1.5, instance: 0, what: 'product' };
    const sent = {
      ...of7,
      is: 'invoked',
      atMs: 100,
      instance: 1,
      op: 'place-order',
      by: 'customer:ann',
      commandId: 'customer:ann+k1',
    };
    expect(events).toEqual([
      { ...sent, merchants: ['m1'], of: 'm1/tea', quantity: 2 },
      {
        ...of7,
        is: 'answered',
        atMs: 105,
        tookMs: 4.25,
        instance: 0,
        commandId: 'customer:ann+k1',
        outcome: { is: 'accepted', reply: { orderId: 'm1.c' } },
      },
      {
        ...sent,
        op: 'place-basket',
        commandId: 'customer:ann+k2',
        merchants: ['m1', 'm2'],
        lines: [
          { of: 'm1/tea', quantity: 2 },
          { of: 'm2/mug', quantity: 1 },
        ],
      },
      { ...read, of: 'm1/tea', version: 3, stock: 12 },
      { ...read, what: 'search', code: 'no_answer' },
      { ...read, of: 'm1/mug', version: 0, code: 'unknown_product' },
      { ...read, of: 'm1/tea' },
      { ...of7, is: 'session-ended', atMs: 120, lateMs: 3 },
      { session: 'w1', warmUp: true, is: 'session-ended', atMs: 121 },
    ]);
    expect(unreadable).toEqual([]);
  });

  test.each([
    [201, undefined, 'accepted'],
    [409, 'out_of_stock', 'refused'],
    [412, 'version_mismatch', 'refused'],
    [400, 'invalid_request', 'failed'],
    [503, 'unavailable', 'failed'],
    [503, 'overloaded', 'failed'],
    [503, 'outcome_unknown', 'unknown'],
    [500, undefined, 'unknown'],
    [408, undefined, 'unknown'],
    [0, 'no_answer', 'unknown'],
  ])('tells by an answer of %i %s that the command was %s', async (status, code, is) => {
    const { events } = await reading([SENT, { ...ANSWERED, status, ...(code && { code }) }]);
    const given = is === 'accepted' ? { reply: null } : { code: code ?? `status_${status}` };
    expect(events[1]).toMatchObject({ outcome: { is, ...given } });
  });

  test('sets aside what is none of its lines: torn, foreign, incomplete, an answer to nothing that was sent', async () => {
    const foreign = [
      '{"i":"7","op":"place-or',
      'null',
      '7',
      '"i"',
      '{}',
      '{"i":7,"end":1}',
      '{"i":"7","op":"restock","key":"k"}',
      JSON.stringify({ ...SENT, lines: ['m1/tea'] }),
      JSON.stringify({ ...ANSWERED, n: undefined }),
    ];
    const { events, unreadable } = await reading([...foreign, '', '\r', ANSWERED, SENT, { i: '7', end: 120 }, ANSWERED]);
    expect(unreadable).toEqual([...foreign, JSON.stringify(ANSWERED), JSON.stringify(ANSWERED)]);
    expect(events.map(({ is }) => is)).toEqual(['invoked', 'session-ended']);
  });

  test('says so when sessions do not end', async () => {
    async function* endless() {
      for (let session = 0; ; session += 1) yield JSON.stringify({ ...SENT, i: String(session) });
    }
    await expect(readJournal(endless(), { commandIdOf, see: () => {} })).rejects.toThrow(
      `${MAX_SESSIONS} sessions are open at once`,
    );
  });

  test('is the same from a file, with lines of any length and letters of many bytes', async () => {
    const lines = [SENT, { ...ANSWERED, reply: { note: 'Ünïcödé €'.repeat(200_000) } }, READ].map((line) => JSON.stringify(line));
    const folder = await mkdtemp(join(tmpdir(), 'outgrow-journal-'));
    try {
      const file = join(folder, 'journal');
      await writeFile(file, `${lines.join('\n')}\n{"i":"7","en`);
      const events: HistoryEvent[] = [];
      const torn: string[] = [];
      await readJournal(file, { commandIdOf, see: (event) => events.push(event), unreadable: (text) => torn.push(text) });
      expect(events).toEqual((await reading(lines)).events);
      expect(torn).toEqual(['{"i":"7","en']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const commandIdOf = (by: string, key: string): string => `${by}+${key}`;

async function reading(lines: readonly (object | string)[]) {
  const events: HistoryEvent[] = [];
  const unreadable: string[] = [];
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await readJournal(texts, { commandIdOf, see: (event) => events.push(event), unreadable: (text) => unreadable.push(text) });
  return { events, unreadable };
}
