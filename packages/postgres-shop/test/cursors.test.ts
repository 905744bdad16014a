import { afterAll, describe, expect, test } from 'vitest';
import { Database } from '../src/database.ts';
import { cursor } from '../src/pages.ts';
import { reads } from '../src/reads.ts';

// Nothing listens there: a cursor that gets through to the database fails as a StoreError instead.
const nowhere = new Database('postgres', 'postgres://nobody@127.0.0.1:1/nothing', 1);
afterAll(() => nowhere.close());

const { ordersOf, account, audit } = reads(nowhere);
const lists = {
  'orders of a customer': (after: string) => ordersOf('c0001', { limit: 10, after }),
  entries: (after: string) => account('m0001', 'available', { limit: 10, after }),
  'an audit trail': (after: string) => audit('m0001', { limit: 10, after }),
};

const time = '2025-01-01T00:00:00.000Z';
const anyList = {
  'no base64url': '%%%',
  'no JSON': Buffer.from('{').toString('base64url'),
  'no list': Buffer.from('{"length":1}').toString('base64url'),
  'an empty list': cursor([]),
  'a list too long': cursor([1, 'a', 'b', 'c']),
  'a list of other types': Buffer.from('[null,null,null]').toString('base64url'),
};

describe.each(Object.entries(lists))('a list of %s', (_name, read) => {
  test.each(Object.entries(anyList))('refuses a cursor that is %s', async (_what, after) => {
    await expect(read(after)).rejects.toHaveProperty('name', 'InvalidCursor');
  });
});

describe('a cursor that fits in form, and that Postgres would choke on,', () => {
  test.each<[keyof typeof lists, string, (string | number)[]]>([
    ['orders of a customer', 'no time', ['yesterday', 'm1.x']],
    ['orders of a customer', 'a time in another form', ['2025', 'm1.x']],
    ['orders of a customer', 'a time before the calendar', ['0000-01-01T00:00:00.000Z', 'm1.x']],
    ['orders of a customer', 'a time after it', ['+275760-09-13T00:00:00.000Z', 'm1.x']],
    ['orders of a customer', 'a day that there is not', ['2025-02-30T00:00:00.000Z', 'm1.x']],
    ['orders of a customer', 'an id with a NUL', [time, 'm1.\0']],
    ['entries', 'half a number', [1.5]],
    ['entries', 'a number below all', [-1]],
    ['an audit trail', 'a number above all', [2 ** 31]],
  ])('is refused by %s: %s', async (list, _what, place) => {
    await expect(lists[list](cursor(place))).rejects.toHaveProperty('name', 'InvalidCursor');
  });

  test('is let through where it may be one of this shop', async () => {
    await expect(lists['orders of a customer'](cursor([time, 'm1.x']))).rejects.toHaveProperty('name', 'StoreError');
    await expect(lists.entries(cursor([7]))).rejects.toHaveProperty('name', 'StoreError');
  });
});
