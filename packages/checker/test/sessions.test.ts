import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../src/history.ts';
import { MAX_VERSIONS } from '../src/written-versions.ts';
import { answered, at, command, ended, judged, ordered, priced, read, sent, told, unknown } from './history.ts';

const other = { session: 's2', instance: 1 };
const orderRead = (version: number, fromMs: number, of = 'm1.c1') => read(version, fromMs, { what: 'order', of });

const proofs: {
  [checker: string]: { innocent: { [named: string]: HistoryEvent[] }; guilty: { [named: string]: HistoryEvent[] } };
} = {
  'read your writes': {
    innocent: {
      'a read of what was written': [...priced('c1', 0, 2, 2), read(2, 3)],
      'a read of what another wrote later': [...priced('c1', 0, 2, 2), read(3, 3)],
      'an old read before the write': [read(1, 0), ...priced('c1', 1, 2, 2)],
      'an old read of another session': [...priced('c1', 0, 2, 2), read(1, 3, other)],
      'an old read after a write that nobody confirmed': [...command('c1', 0, 2, unknown(), { op: 'change-price' }), read(1, 3)],
      'a read that was not answered': [...ordered('c1'), read(0, 5, { of: 'm1.c9' })],
      'an order that is found': [...ordered('c1'), orderRead(1, 3)],
      'a session of the warm-up': [...priced('c1', 0, 2, 2, { warmUp: true }), read(1, 3, { warmUp: true })],
      'a session of the same name after the end of the first': [...priced('c1', 0, 2, 2), ended(), read(1, 3)],
    },
    guilty: {
      'an old price after a new one': [...priced('c1', 0, 2, 2), read(1, 3)],
      'an order that is not found': [...ordered('c1'), orderRead(0, 3)],
      'an order of a basket that is not found': [
        ...command('c1', 0, 2, told({ orders: [{ merchantId: 'm1', orderId: 'm1.c1', totalMinor: 5 }] }), { op: 'place-basket' }),
        orderRead(0, 3),
      ],
      'an order that is still open after it was cancelled': [
        ...ordered('c1'),
        ...command('c2', 3, 4, told({ orderId: 'm1.c1', status: 'cancelled', version: 2 }), { op: 'cancel-order' }),
        orderRead(1, 5),
      ],
    },
  },
  'monotonic reads': {
    innocent: {
      'reads that go forward': [read(1, 0), read(1, 1), read(4, 2)],
      'two sessions at different places': [read(2, 0), read(1, 1, other)],
      'two products': [read(2, 0), read(1, 1, { of: 'm1/mug' })],
      'a session of the same name after the end of the first': [read(2, 0), ended(), read(1, 1)],
      'a session of the warm-up': [read(2, 0, { warmUp: true }), read(1, 1, { warmUp: true })],
    },
    guilty: {
      'a read that goes back': [read(2, 0), read(1, 1)],
      'a product that vanishes': [read(2, 0), read(0, 1)],
      'a read that goes back behind one that went forward': [read(3, 0), read(3, 1), read(2, 2)],
    },
  },
  'wrong reads': {
    innocent: {
      'an order as it was replied': [...ordered('c1'), orderRead(1, 3)],
      'a read that was not answered': [...ordered('c1'), read(0, 3, { what: 'order', of: 'm1.c1', code: 'no_answer' })],
    },
    guilty: {
      'an order over another total': [
        ...ordered('c1'),
        read(1, 3, { what: 'order', of: 'm1.c1', code: 'other_total_than_replied' }),
      ],
    },
  },
  'stale reads': {
    innocent: {
      'a read of the new version': [...priced('c1', 0, 2, 2), read(2, 3, other)],
      'a read that began before the write was acknowledged': [...priced('c1', 0, 5, 2), read(1, 4, other)],
      'a read that began in the millisecond of the acknowledgement': [...priced('c1', 0, 5, 2), read(1, 5, other)],
      "a session's own write, which is another rule's": [...priced('c1', 0, 2, 2), read(1, 3)],
      'an old read of another product': [...priced('c1', 0, 2, 2), read(1, 3, { ...other, of: 'm1/mug' })],
      'an old read of the warm-up': [...priced('c1', 0, 2, 2), read(1, 3, { ...other, warmUp: true })],
    },
    guilty: {
      'an old version': [...priced('c1', 0, 2, 2), read(1, 3, other)],
      'a product that is not there yet': [...priced('c1', 0, 2, 1), read(0, 3, other)],
      'an old version, logged before a newer write': [...priced('c2', 0, 2, 3), ...priced('c1', 0, 1, 2), read(2, 3, other)],
      'an old version of what was written in the warm-up': [
        ...priced('c1', 0, 2, 2, { warmUp: true, session: 'w1' }),
        read(1, 3),
      ],
    },
  },
};

describe.each(Object.entries(proofs))('the checker of %s', (checker, { innocent, guilty }) => {
  test.each(Object.entries(innocent))('is content with %s', (_named, events) => {
    expect(judged(checker, events)).toMatchObject({ count: 0, first: [] });
  });

  test.each(Object.entries(guilty))('shows %s', (_named, events) => {
    expect(judged(checker, events)).toMatchObject({ count: 1, first: [expect.stringContaining('session')] });
  });
});

describe('stale reads', () => {
  test('are told with their age since the first newer version, and by whose instance they came', () => {
    const events = [
      ...priced('c1', 0, 100, 2),
      ...priced('c2', 0, 200, 3),
      read(1, 150, { session: 's2', instance: 0 }),
      read(1, 300, { session: 's3', instance: 1 }),
      read(2, 300, { session: 's3', instance: 1 }),
    ];
    expect(judged('stale reads', events)).toMatchObject({
      count: 3,
      guarantee: 'freshReads',
      figures: { productReads: 3, staleReads: 3, ageMaxMs: 200, ageP50Ms: 100, staleSameInstance: 1, staleOtherInstance: 2 },
    });
  });

  test('make one stale entry for each instance, record and version, which stays until a newer version is read there, or its last read', () => {
    const at1 = (version: number, ms: number) => read(version, ms, { session: 's2', instance: 1 });
    const events = [
      ...priced('c1', 0, 10, 2),
      at1(1, 20),
      at1(1, 50),
      ...priced('c2', 50, 60, 3),
      at1(1, 70),
      at1(2, 75),
      at1(3, 80),
    ];
    const { figures } = judged('stale reads', [...events, read(1, 30, { session: 's3', instance: 0 })]);
    expect(figures).toMatchObject({ staleEntries: 3, entryP50Ms: 20, entryMaxMs: 65 });
  });

  test('make another entry where an old version comes back, and none of a read that was only answered late', () => {
    const stays = (...reads: HistoryEvent[]) => judged('stale reads', [...priced('c1', 0, 10, 2), ...reads]).figures;
    const [old, fresh] = [read(1, 20, other), read(2, 40, other)];
    expect(stays(old, fresh, read(1, 70, other))).toMatchObject({ staleEntries: 2, entryP50Ms: 30, entryMaxMs: 30 });
    expect(stays(old, fresh, read(1, 35, other))).toMatchObject({ staleEntries: 1, entryMaxMs: 30 });
    expect(stays(old, read(1, 50, other), fresh)).toMatchObject({ staleEntries: 1, entryMaxMs: 40 });
  });

  test('are of the instance whose attempt was accepted', () => {
    const events = [sent('c1', 0, { op: 'change-price' }), answered('c1', 5, unknown())];
    const settled = priced('c1', 0, 10, 2, { instance: 1 }).slice(1);
    const { figures } = judged('stale reads', [...events, ...settled, read(1, 20, other)]);
    expect(figures).toMatchObject({ staleSameInstance: 1, staleOtherInstance: 0 });
  });

  test('are found behind more writes than are remembered, with an age since the oldest of those', () => {
    const writes = Array.from({ length: MAX_VERSIONS + 10 }, (_, n) => priced(`c${n}`, n, n, n + 2)).flat();
    const events = [...writes, read(1, 1_000, other)];
    expect(judged('stale reads', events)).toMatchObject({ count: 1, figures: { ageMaxMs: 1_000 - 10 } });
  });
});

test('times are those of the log', () => {
  expect(judged('stale reads', [...priced('c1', 0, 2, 2), read(1, 3, { ...other, fromMs: at(2) })]).count).toBe(0);
});
