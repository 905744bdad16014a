import { ignite, type StartedIgnite } from '@outgrow/services/ignite';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cache } from '../src/cache.ts';
import { IgniteClient } from '../src/client.ts';
import { IgniteError } from '../src/error.ts';
import { createItems, type Item, type ItemKey } from './item-table.ts';

const ECHO = 'outgrow.measure.ThinClient$Echo';

describe('three nodes', { timeout: 180_000 }, () => {
  const nodes: StartedIgnite[] = [];
  let client: IgniteClient;
  let items: Cache<ItemKey, Item>;

  beforeAll(async () => {
    const settings = { durability: 'memory', majorityOf: '3', waitsMs: '20000' };
    const first = await ignite({ mode: 'native', settings }).start();
    nodes.push(first);
    for (const each of await Promise.allSettled([1, 2].map(() => ignite({ mode: 'native', joins: first }).start()))) {
      if (each.status === 'rejected') throw each.reason;
      nodes.push(each.value);
    }
    client = new IgniteClient({ endpoints: nodes.map(({ address }) => address), requestTimeoutMs: 20_000 });
    items = await createItems(client);
    await untilReachable([true, true, true]);
  }, 400_000);
  afterAll(async () => {
    client?.close();
    for (const node of nodes.reverse()) await node[Symbol.asyncDispose]();
  });

  const untilReachable = (wanted: readonly boolean[]) =>
    pollUntil('the nodes to be as they should', 60_000, async () => {
      // A silent node is known by a request that it leaves unanswered.
      await Promise.allSettled(client.endpoints().map(({ endpoint }) => client.ping(endpoint, 1000)));
      return Object.values(client.endpointsReachable()).every((reachable, at) => reachable === wanted[at]);
    });
  const keyOn = async (node: StartedIgnite): Promise<ItemKey> => {
    const { nodeId } = client.endpoints().find(({ endpoint }) => endpoint === node.address) ?? {};
    for (let number = 0; number < 200; number++) {
      const key = { M: `merchant-${number}`, S: 'a' };
      if ((await client.nodeOf(items, key)) === nodeId) return key;
    }
    throw new Error('No key lies on that node.');
  };
  const requestsBy = () => client.endpoints().map(({ requests }) => requests);

  /** Whether every get goes to the node that holds its key. */
  async function getsGoHome(): Promise<void> {
    for (let number = 0; number < 60; number++) {
      const key = { M: `merchant-${number}`, S: 'a' };
      const home = await client.nodeOf(items, key);
      const at = client.endpoints().findIndex(({ nodeId }) => nodeId === home);
      expect(at).toBeGreaterThanOrEqual(0);
      const before = requestsBy();
      await items.get(key);
      expect(requestsBy()).toEqual(before.map((count, index) => (index === at ? count + 1 : count)));
    }
  }

  test('a get goes to the node that holds its key, which is the one the cluster itself names', async () => {
    await items.put({ M: 'merchant-0', S: 'a' }, { VERSION: 1 });
    await getsGoHome();
    // A local query on a node sees what lies there, its backups left out.
    for (const node of nodes) {
      const key = await keyOn(node);
      await items.put(key, { TITLE: 'home' });
      await using alone = new IgniteClient({ endpoints: [node.address], requestTimeoutMs: 20_000 });
      const { rows } = await alone.query('SELECT COUNT(*) FROM ITEMS WHERE M = ? AND S = ?', [key.M, key.S], { local: true });
      expect(rows).toEqual([[1]]);
    }
  });

  test('a node that hangs holds up no call whose data lies elsewhere', async () => {
    const [running, hung] = [nodes[1], nodes[2]] as [StartedIgnite, StartedIgnite];
    const key = await keyOn(running);
    await items.put(key, { VERSION: 7 });
    await hung.pause();
    try {
      // Asked of every connection in turn, as what is near to nothing is.
      const echoes = Array.from({ length: 12 }, (_, number) =>
        client.execute(ECHO, `${number}`, { idempotent: true, timeoutMs: 15_000 }),
      );
      expect(await items.get(key)).toMatchObject({ VERSION: 7 });
      expect(await Promise.all(echoes)).toEqual(Array.from({ length: 12 }, (_, number) => `${number}`));
      await pollUntil('the node that hangs to be known', 30_000, () => !client.endpoints()[2]?.reachable);
      expect(client.endpoints()[2]?.lastError).toContain(hung.address);
    } finally {
      await hung.resume();
    }
    await hung.untilRebalanced();
    await untilReachable([true, true, true]);
  });

  test('a node is killed under load and comes back: what is idempotent is answered, what is not says what became of it', async () => {
    const victim = nodes[1] as StartedIgnite;
    const key = await keyOn(victim);
    await items.put(key, { STOCK: 0 });
    let stopped = false;
    let answered = 0;
    const failures: unknown[] = [];
    const acknowledged: ItemKey[] = [];
    const refused: { key: ItemKey; error: IgniteError }[] = [];
    const reader = async (worker: number) => {
      for (let number = 0; !stopped && number < 100_000; number++) {
        const text = `${worker}.${number}`;
        try {
          if ((await client.execute(ECHO, text, { idempotent: true })) !== text) throw new Error('An answer of another call.');
          await items.get(number % 2 === 0 ? key : { M: `merchant-${number % 50}`, S: 'a' });
          answered += 1;
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const writer = async (worker: number) => {
      for (let number = 0; !stopped && number < 100_000; number++) {
        const written = { M: `merchant-${number % 50}`, S: `${worker}.${number}` };
        try {
          if (await items.putIfAbsent(written, { STOCK: number })) acknowledged.push(written);
        } catch (error) {
          if (!(error instanceof IgniteError)) throw error;
          refused.push({ key: written, error });
        }
      }
    };
    const load = Promise.all([...[0, 1, 2, 3].map(reader), ...[0, 1].map(writer)]);
    try {
      await pollUntil('load to run', 60_000, () => answered > 50 && acknowledged.length > 20);
      // What it has been sent while it hangs, it never answers.
      await victim.pause();
      const sent = Array.from({ length: 5 }, async (_, number) => {
        const written = { M: key.M, S: `sent.${number}` };
        return items.putIfAbsent(written, { STOCK: number }).catch((error) => error);
      });
      await victim.kill();
      for (const ended of await Promise.all(sent)) expect(ended).toMatchObject({ name: 'IgniteError', outcome: 'unknown' });
      const [answeredThen, writtenThen] = [answered, acknowledged.length];
      await pollUntil(
        'calls to be answered again',
        60_000,
        () => answered > answeredThen + 50 && acknowledged.length > writtenThen + 20,
      );
      await victim.restart();
      const writtenLater = acknowledged.length;
      await pollUntil('calls to be answered after it is back', 60_000, () => acknowledged.length > writtenLater + 20);
    } finally {
      stopped = true;
      await load;
    }
    expect(failures).toEqual([]);
    for (const written of acknowledged) expect(await items.containsKey(written), JSON.stringify(written)).toBe(true);
    for (const { key: written, error } of refused) {
      expect(['unknown', 'not_applied']).toContain(error.outcome);
      if (error.outcome === 'not_applied') expect(await items.containsKey(written), error.message).toBe(false);
    }
    console.info(`${answered} idempotent calls answered, ${acknowledged.length} writes acknowledged, ${refused.length} not.`);
  });

  test('a get goes to the node that holds its key after the topology has changed, too', async () => {
    await untilReachable([true, true, true]);
    await pollUntil('the client to know every node as a home', 60_000, async () => {
      const homes = new Set<string | undefined>();
      for (let number = 0; number < 60; number++) homes.add(await client.nodeOf(items, { M: `merchant-${number}`, S: 'a' }));
      return client.endpoints().every(({ nodeId }) => homes.has(nodeId));
    });
    await getsGoHome();
  });

  test('a transaction begins on the node that is near, and spans the others', async () => {
    const [one, two] = await Promise.all([keyOn(nodes[0] as StartedIgnite), keyOn(nodes[2] as StartedIgnite)]);
    const before = requestsBy();
    await client.transaction(
      async (transaction) => {
        await items.within(transaction).put(one, { STOCK: 1 });
        await items.within(transaction).put(two, { STOCK: 2 });
      },
      { near: { cache: items, key: two }, timeoutMs: 20_000 },
    );
    expect(requestsBy()).toEqual(before.map((count, at) => (at === 2 ? count + 4 : count)));
    expect(await items.getAll([one, two])).toMatchObject([{ STOCK: 1 }, { STOCK: 2 }]);
  });
});
