import type { Started } from '@outgrow/services/service';
import { expect, test } from 'vitest';
import type { ShopUnderTest } from '../src/shop-under-test.ts';
import { dispensableServers, serversNeeded } from '../src/systems.ts';

const node = (address: string) => ({ kind: 'node', address }) as Started;

/** A stage of two nodes that are one system to its app, which says this of its systems. */
const shopThatSays = (systems: Record<string, { ok: boolean; needed: boolean }>) =>
  ({
    running: {
      stage: {
        servers: { node1: { without: [] }, node2: { without: [] } },
        groups: { cluster: ['node1', 'node2', 'not started'] },
      },
      servers: { node1: node('a:1'), node2: node('b:2') },
    },
    as: { anonymous: { get: async () => ({ status: 200, body: { systems } }) } },
  }) as unknown as ShopUnderTest;

const there = (needed: boolean) => ({ ok: true, needed });

test('servers that are one system to the app are taken away as one, and each of them can be done without', async () => {
  const shop = shopThatSays({ cluster: there(true), node1: there(false), node2: there(false) });
  const needed = await serversNeeded(shop);
  expect(needed.map(([name, { address }]) => [name, address])).toEqual([['cluster', 'a:1,b:2']]);
  const dispensable = await dispensableServers(shop);
  expect(dispensable.map(([name]) => name)).toEqual(['node1', 'node2']);
});

test('an app that names its systems otherwise than its stage is told which there are', async () => {
  const shop = shopThatSays({ grid: there(true), node1: there(false) });
  await expect(serversNeeded(shop)).rejects.toThrow('a group of the stage (node1,node2,cluster)');
  await expect(dispensableServers(shop)).rejects.toThrow(
    'it can do without node1, node2, and /readyz that it can do without node1',
  );
});
