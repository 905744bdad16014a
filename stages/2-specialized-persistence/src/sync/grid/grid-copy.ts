import { batchesOf } from '@outgrow/domain/batches';
import type { Copy, CopyKey, Shown } from '@outgrow/domain/copies';
import { shownOf } from '@outgrow/domain/copies';
import type { Key } from '@outgrow/domain/keys';
import type { GridKind, Held, Slot } from '../../grid/slots.ts';
import { heldIn, keyAt, patternOf, slotOf } from '../../grid/slots.ts';
import type { ProductShape } from '../../product-shape.ts';
import type { RedisConnection } from '../../redis/connection.ts';
import { scan } from '../../redis/scan.ts';
import type { Told } from './told.ts';

interface Upkeep {
  /** Each is taken out, whatever is there; the version is the right one, 0 where there is no such record. */
  remove(told: readonly Told[]): Promise<void>;
  clear(): Promise<void>;
}

/** The grid as a copy of the system of record. What it has wrong it forgets: the next reader fills it in. */
export const gridCopy = (connection: RedisConnection, shape: ProductShape, upkeep: Upkeep): Copy => ({
  kinds: ['product', 'merchant', 'account'] satisfies GridKind[],
  isComplete: false,

  async shown(keys) {
    const shown: (Shown | undefined)[] = [];
    for (const some of batchesOf(keys, BATCH)) shown.push(...(await allShown(connection, shape, some)));
    return shown;
  },

  async *keys(kind) {
    if (!isHeldKind(kind)) return;
    for await (const slotKeys of scan(connection, patternOf(kind))) {
      const keys = slotKeys.map((key) => keyAt(kind, key));
      const shown = await allShown(connection, shape, keys);
      // A tombstone shows nothing.
      yield keys.filter((_, at) => shown[at]);
    }
  },

  async repair(_kind, right) {
    for (const some of batchesOf(right, BATCH)) {
      await upkeep.remove(some.map(({ key, record }) => ({ slot: slotOf(key as Key<GridKind>), version: record?.version ?? 0 })));
    }
  },

  async rebuild() {
    await upkeep.clear();
    return 0;
  },
});

async function allShown(
  connection: RedisConnection,
  shape: ProductShape,
  keys: readonly CopyKey[],
): Promise<(Shown | undefined)[]> {
  const slots = keys.map((key) => slotOf(key as Key<GridKind>));
  const shownIn = (text: string, kind: GridKind) => {
    const held = heldIn<Held>(text, kind, shape);
    return held && shownOf('account' in held ? held.account : held);
  };
  if (keys[0]?.kind === 'account')
    return Promise.all(slots.map(({ key }) => shownPages(connection, key, (text) => shownIn(text, 'account'))));
  const texts = await connection.read('shown', (redis) => redis.mget(slots.map(({ key }) => key)));
  return texts.map((text, at) => (text === null ? undefined : shownIn(text, (slots[at] as Slot).kind)));
}

/** Of pages that were filled at different times the oldest: somebody is shown it. */
async function shownPages(
  connection: RedisConnection,
  key: string,
  shownIn: (text: string) => Shown | undefined,
): Promise<Shown | undefined> {
  const fields = Object.entries(await connection.read('shown', (redis) => redis.hgetall(key)));
  const pages = fields.filter(([page]) => page !== 'version').map(([, text]) => shownIn(text));
  return pages.reduce((oldest, page) => (oldest && page && oldest.version <= page.version ? oldest : page), undefined);
}

const isHeldKind = (kind: string): kind is GridKind => kind !== 'order';

const BATCH = 500;
