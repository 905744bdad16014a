import { ignite, type StartedIgnite } from '@outgrow/services/ignite';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cache } from '../src/cache.ts';
import { IgniteClient } from '../src/client.ts';
import { typed } from '../src/write-value.ts';
import { createItems, EMPTY, type Item, type ItemKey } from './item-table.ts';

const ECHO = 'outgrow.measure.ThinClient$Echo';
const full: Item = {
  TITLE: 'A chair, “oiled” ü €',
  STOCK: 5_000_000_000,
  VERSION: -3,
  LISTED: true,
  CHANGED_AT: '2026-01-02T03:04:05.678Z',
  WEIGHT: 0.25,
  PICTURE: Buffer.from([0, 127, 128, 255]),
};

describe('one node', { timeout: 60_000 }, () => {
  let node: StartedIgnite;
  let client: IgniteClient;
  let items: Cache<ItemKey, Item>;

  beforeAll(async () => {
    node = await ignite({ mode: 'native', settings: { durability: 'memory', majorityOf: '1', waitsMs: '20000' } }).start();
    client = new IgniteClient({ endpoints: [node.address], requestTimeoutMs: 20_000 });
    items = await createItems(client);
  }, 180_000);
  afterAll(async () => {
    client?.close();
    await node?.[Symbol.asyncDispose]();
  });

  test('a value of every type comes back as it was put, and SQL sees its columns', async () => {
    await items.put({ M: 'types', S: 'full' }, full);
    await items.put({ M: 'types', S: 'empty' }, {});
    expect(await items.get({ M: 'types', S: 'full' })).toEqual(full);
    expect(await items.get({ M: 'types', S: 'empty' })).toEqual(EMPTY);
    const { columns, rows } = await client.query(
      `SELECT TITLE, STOCK, VERSION, LISTED, CHANGED_AT, WEIGHT, PICTURE FROM ITEMS WHERE M = ? ORDER BY S DESC`,
      ['types'],
    );
    expect(columns).toEqual(Object.keys(EMPTY));
    expect(rows).toEqual([Object.values(full), Object.values(EMPTY)]);
  });

  test('what SQL writes, the cache reads under the same key, and the other way round', async () => {
    const inserted = await client.update('INSERT INTO ITEMS (M, S, STOCK, CHANGED_AT, TITLE) VALUES (?, ?, ?, ?, ?)', [
      'sql',
      'one',
      typed('long', 7),
      new Date('2026-01-02T03:04:05.678Z'),
      null,
    ]);
    expect(inserted).toBe(1);
    expect(await items.get({ M: 'sql', S: 'one' })).toEqual({ ...EMPTY, STOCK: 7, CHANGED_AT: '2026-01-02T03:04:05.678Z' });
    await items.put({ M: 'sql', S: 'one' }, { STOCK: 8 });
    expect((await client.query('SELECT COUNT(*), SUM(STOCK) FROM ITEMS WHERE M = ?', ['sql'])).rows).toEqual([[1, 8]]);
    expect(await client.update('UPDATE ITEMS SET STOCK = STOCK + 1 WHERE M = ?', ['sql'])).toBe(1);
    expect(await items.get({ M: 'sql', S: 'one' })).toMatchObject({ STOCK: 9 });
  });

  test('whole objects come out of SQL too, without a definition', async () => {
    await items.put({ M: 'whole', S: 'a' }, full);
    await using other = new IgniteClient({ endpoints: [node.address], requestTimeoutMs: 20_000 });
    const { rows } = await other.query('SELECT _KEY, _VAL FROM ITEMS WHERE M = ?', ['whole']);
    expect(rows).toEqual([[{ M: 'whole', S: 'a' }, full]]);
  });

  test('the methods of a cache do what they say', async () => {
    const key = { M: 'methods', S: 'a' };
    const [one, two, three] = [1, 2, 3].map((VERSION) => ({ ...EMPTY, VERSION })) as [Item, Item, Item];
    expect(await items.get(key)).toBeNull();
    expect(await items.replace(key, one)).toBe(false);
    expect(await items.putIfAbsent(key, one)).toBe(true);
    expect(await items.putIfAbsent(key, two)).toBe(false);
    expect(await items.containsKey(key)).toBe(true);
    expect(await items.replaceIfEquals(key, two, three)).toBe(false);
    expect(await items.replaceIfEquals(key, one, two)).toBe(true);
    expect(await items.getAndPut(key, three)).toEqual(two);
    expect(await items.removeIfEquals(key, one)).toBe(false);
    expect(await items.removeIfEquals(key, three)).toBe(true);
    expect(await items.remove(key)).toBe(false);
    await items.putAll([
      [{ M: 'methods', S: 'x' }, one],
      [{ M: 'methods', S: 'y' }, two],
    ]);
    expect(await items.getAll(['y', 'no', 'x'].map((S) => ({ M: 'methods', S })))).toEqual([two, null, one]);
    expect(await items.getAll([])).toEqual([]);
  });

  test('texts, numbers and booleans are keys and values without a definition', async () => {
    const carts = client.cache<string, string>('CARTS');
    await carts.put('someone', '{"lines":[]}');
    expect(await carts.get('someone')).toBe('{"lines":[]}');
    expect(await carts.size()).toBe(1);
    expect(await carts.remove('someone')).toBe(true);
  });

  test('256 calls at a time are each answered with their own', async () => {
    const numbers = Array.from({ length: 256 }, (_, number) => number);
    await Promise.all(
      numbers.map((VERSION) => items.put({ M: 'many', S: `${VERSION}` }, { VERSION, TITLE: 'x'.repeat(VERSION * 40) })),
    );
    for (let round = 0; round < 4; round++) {
      const found = await Promise.all(
        numbers.map(async (number) => {
          if (number % 3 === 0) return client.execute(ECHO, `${number}`, { idempotent: true });
          if (number % 3 === 1) return (await items.get({ M: 'many', S: `${number}` }))?.VERSION;
          return (await client.query('SELECT VERSION FROM ITEMS WHERE M = ? AND S = ?', ['many', `${number}`])).rows[0]?.[0];
        }),
      );
      expect(found.map(Number)).toEqual(numbers);
    }
  });

  test('a query of many pages gives all rows, and no more than it may', async () => {
    await items.putAll(Array.from({ length: 100 }, (_, VERSION) => [{ M: 'pages', S: `${VERSION}` }, { VERSION }] as const));
    const sql = 'SELECT VERSION FROM ITEMS WHERE M = ? ORDER BY VERSION';
    const { rows } = await client.query(sql, ['pages'], { pageSize: 7 });
    expect(rows.flat()).toEqual(Array.from({ length: 100 }, (_, number) => number));
    await expect(client.query(sql, ['pages'], { pageSize: 7, maxRows: 50 })).rejects.toMatchObject({ code: 'VALUE' });
    for await (const page of client.pages(sql, ['pages'], { pageSize: 30 })) {
      expect(page).toHaveLength(30);
      break;
    }
    const scanned: unknown[] = [];
    for await (const page of items.scan({ pageSize: 16 })) scanned.push(...page.filter(([{ M }]) => M === 'pages'));
    expect(scanned).toHaveLength(100);
  });

  test('a task answers, and one that is not there is refused', async () => {
    expect(await client.execute(ECHO, 'ü', { idempotent: false })).toBe('ü');
    await expect(client.execute('no.such.Task', '', { idempotent: true })).rejects.toMatchObject({ name: 'IgniteError' });
  });

  test('what is wrong with a statement is said, and nothing was applied', async () => {
    await expect(client.query('SELECT NOTHING FROM NOWHERE')).rejects.toMatchObject({ outcome: 'not_applied' });
    await expect(client.update('INSERT INTO NOWHERE VALUES (1)')).rejects.toMatchObject({ outcome: 'not_applied' });
    await expect(client.query('DELETE FROM ITEMS')).rejects.toMatchObject({ outcome: 'not_applied' });
    await expect(client.cache('NOWHERE').put('a', 'b')).rejects.toMatchObject({ outcome: 'not_applied', code: 1000 });
    await expect(items.put({ M: 'a', S: 'b' }, { STOCK: '1' })).rejects.toThrow('ITEMS_VALUE.STOCK: A value that is no long');
  });

  describe('a transaction', () => {
    const key = (S: string) => ({ M: 'transaction', S });

    test('commits all that was done in it, and shows it to no one before', async () => {
      await client.transaction(async (transaction) => {
        const inside = items.within(transaction);
        await inside.put(key('a'), { STOCK: 1 });
        await inside.put(key('b'), { STOCK: 2 });
        expect(await inside.get(key('a'))).toMatchObject({ STOCK: 1 });
        expect(await items.get(key('a'))).toBeNull();
      });
      expect(await items.getAll([key('a'), key('b')])).toMatchObject([{ STOCK: 1 }, { STOCK: 2 }]);
    });

    test('is rolled back where it throws', async () => {
      const work = client.transaction(async (transaction) => {
        await items.within(transaction).put(key('c'), { STOCK: 1 });
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect(await items.get(key('c'))).toBeNull();
    });

    test('makes another one on the same key wait, so that no update is lost', async () => {
      await items.put(key('counter'), { STOCK: 0 });
      const once = () =>
        client.transaction(
          async (transaction) => {
            const inside = items.within(transaction);
            const { STOCK } = (await inside.get(key('counter'))) as { STOCK: number };
            await inside.put(key('counter'), { STOCK: STOCK + 1 });
          },
          { timeoutMs: 20_000 },
        );
      await Promise.all(Array.from({ length: 5 }, once));
      expect(await items.get(key('counter'))).toMatchObject({ STOCK: 5 });
    });

    test('that waits too long for a lock ends as not applied, and the one that holds it commits', async () => {
      const { promise: over, resolve: letGo } = Promise.withResolvers<void>();
      const { promise: locked, resolve: hasLock } = Promise.withResolvers<void>();
      const holder = client.transaction(
        async (transaction) => {
          await items.within(transaction).put(key('lock'), { STOCK: 1 });
          hasLock();
          await over;
        },
        { timeoutMs: 20_000 },
      );
      await locked;
      const second = client.transaction((transaction) => items.within(transaction).put(key('lock'), { STOCK: 2 }), {
        timeoutMs: 500,
      });
      await expect(second).rejects.toMatchObject({ outcome: 'not_applied' });
      letGo();
      await holder;
      expect(await items.get(key('lock'))).toMatchObject({ STOCK: 1 });
    });

    test('of the optimistic kind is refused where another one was first', async () => {
      await items.put(key('first'), { STOCK: 0 });
      const work = client.transaction(
        async (transaction) => {
          const inside = items.within(transaction);
          await inside.get(key('first'));
          await items.put(key('first'), { STOCK: 9 });
          await inside.put(key('first'), { STOCK: 1 });
        },
        { concurrency: 'optimistic', isolation: 'serializable', timeoutMs: 20_000 },
      );
      await expect(work).rejects.toMatchObject({ outcome: 'not_applied' });
      expect(await items.get(key('first'))).toMatchObject({ STOCK: 9 });
    });
  });

  test('more than 1,024 unanswered requests are refused, and the others answered', async () => {
    const asked = Array.from({ length: 1100 }, () => client.cache<string, string>('CARTS').get('nobody'));
    const ended = await Promise.allSettled(asked);
    const answered = ended.filter(({ status }) => status === 'fulfilled').length;
    // What the client asks by itself, as where partitions lie, is among the 1,024.
    expect([1024, 1023]).toContain(answered);
    for (const each of ended.slice(answered)) expect(each).toMatchObject({ reason: { code: 'BUSY', outcome: 'not_applied' } });
  });

  test('counts its traffic, and fails what is unanswered when it is closed', async () => {
    const other = new IgniteClient({ endpoints: [node.address], requestTimeoutMs: 20_000 });
    const carts = other.cache<string, string>('CARTS');
    await carts.put('counted', 'x'.repeat(10_000));
    await carts.get('counted');
    const { sentBytes, receivedBytes, requests } = other.traffic();
    expect(sentBytes).toBeGreaterThan(10_000);
    expect(receivedBytes).toBeGreaterThan(10_000);
    expect(requests).toBeGreaterThanOrEqual(2);
    const write = carts.put('late', 'x');
    other.close();
    await expect(write).rejects.toMatchObject({ name: 'IgniteError' });
    await expect(carts.get('counted')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('the node is killed and started again: the types are registered anew', async () => {
    await node.restart();
    items = await createItems(client);
    const put = () =>
      items.put({ M: 'again', S: 'a' }, full).then(
        () => true,
        () => false,
      );
    await pollUntil('a write to be taken again', 30_000, put);
    expect((await client.query('SELECT VERSION FROM ITEMS WHERE M = ?', ['again'])).rows).toEqual([[-3]]);
    expect(await items.get({ M: 'again', S: 'a' })).toEqual(full);
  });
});
