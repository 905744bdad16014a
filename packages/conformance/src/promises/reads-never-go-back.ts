import type { Product } from '@outgrow/domain/records';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { changePrice } from '../commands.ts';
import { upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest, Stall } from '../shop-under-test.ts';

const READERS = 4;
const WRITES = 25;

export default promised({
  title: 'a session never reads an older version than it has read',
  guarantee: 'monotonicReads',
  always: {
    async 'where it stays on one instance, whoever writes at it'(shop) {
      for (const at of [0, 1])
        await neverGoesBack(
          shop,
          `at ${at}`,
          () => at,
          () => at,
        );
    },
    async 'where it stays on one instance, and others write at another'(shop) {
      await neverGoesBack(
        shop,
        'from afar',
        () => 0,
        () => 1,
      );
    },
  },
  holds: {
    'whichever instances it reads at': (shop) =>
      neverGoesBack(
        shop,
        'anywhere',
        (turn) => turn,
        (turn) => turn,
      ),
  },
  gap: {
    async 'the older version is what it reads after the newer one'(shop, open) {
      const stall = await shop.merchant('gap', { kettle: {} });
      const reader = shop.as.anonymous;
      for (const url of shop.running.appUrls) expect(await versionOf(reader.at(url), stall)).toBe(1);
      const { writeUrl, readUrl, close } = await open();
      accepted(await changePrice(stall.staff.at(writeUrl), stall.merchantId, 'kettle', 7, { key: shop.key('price') }));
      expect(await versionOf(reader.at(writeUrl), stall)).toBe(2);
      await close();
      expect(await versionOf(reader.at(readUrl), stall), 'left by the gap').toBe(1);
      await shop.settle();
      for (const url of [writeUrl, readUrl]) expect(await versionOf(reader.at(url), stall), 'caught up').toBe(2);
    },
  },
});

const versionOf = async (reader: Client, { merchantId }: Stall): Promise<number> =>
  accepted(await reader.get<Product>(`/v1/merchants/${merchantId}/products/kettle`)).version;

/** Readers that read without a pause while somebody writes; `place` says at which instance, by the number of the turn. */
async function neverGoesBack(
  shop: ShopUnderTest,
  name: string,
  writesAt: (turn: number) => number,
  readsAt: (turn: number) => number,
): Promise<void> {
  const stall = await shop.merchant(name, { kettle: {} });
  const { merchantId, staff } = stall;
  let isWriting = true;
  const write = async () => {
    for (const turn of upTo(WRITES)) {
      accepted(await changePrice(staff.at(writesAt(turn)), merchantId, 'kettle', turn, { key: shop.key(`${name} ${turn}`) }));
    }
  };
  const read = async () => {
    const versions: number[] = [];
    for (let turn = 0; isWriting; turn += 1) versions.push(await versionOf(shop.as.anonymous.at(readsAt(turn)), stall));
    return versions;
  };
  const readers = upTo(READERS).map(read);
  try {
    await write();
  } finally {
    isWriting = false;
  }
  for (const versions of await Promise.all(readers)) expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  await shop.settle();
  expect(await versionOf(shop.as.anonymous, stall)).toBe(WRITES + 1);
}
