import type { CopiedKind, Copy, SystemOfRecord } from '@outgrow/domain/copies';
import { StoreError } from '@outgrow/domain/store-error';
import { type Cluster, SYSTEM } from '../../ignite2/cluster.ts';
import { ask } from './ask.ts';

/**
 * What the platform holds, as a copy of what the database holds: all of it, once it was filled. It is put right merchant by merchant,
 * with all that belongs to one, while no command writes it; what the database holds by then is right, whatever it held before.
 * Throws a `StoreError` while writes have yet to follow to the database, which would be undone.
 */
export function platformCopy(
  cluster: Cluster,
  { platform, recorded, settle }: { platform: SystemOfRecord; recorded: SystemOfRecord; settle: () => Promise<void> },
): Copy {
  /** How many records the database has of them. */
  const reload = async (merchants: Iterable<string>): Promise<number> => {
    let count = 0;
    for (const merchantId of merchants) count += Number(await ask(cluster, 'Reload', merchantId));
    return count;
  };
  const settled = () =>
    settle().catch((error: unknown) => {
      const message = 'writes do not cease to follow to the database: reconcile when the shop is at rest';
      throw new StoreError(SYSTEM, 'not_applied', message, { cause: error });
    });
  return {
    kinds: ['account', 'product', 'order'],
    isComplete: true,
    shown: (keys) => platform.shown(keys),
    keys: (kind) => platform.keys(kind),
    /** A record that is given as `undefined` goes unless the database has come to hold it. */
    async repair(_kind, right) {
      if (right.length === 0) return;
      await settled();
      await reload(new Set(right.map(({ key }) => key.merchantId)));
    },
    /** Readers may go on meanwhile. What is held here alone goes. */
    async rebuild() {
      await settled();
      return reload(new Set([...(await merchantsOf(platform)), ...(await merchantsOf(recorded))]));
    },
  };
}

async function merchantsOf(records: SystemOfRecord): Promise<string[]> {
  const found: string[] = [];
  for await (const keys of records.keys('merchant' satisfies CopiedKind)) found.push(...keys.map(({ merchantId }) => merchantId));
  return found;
}
