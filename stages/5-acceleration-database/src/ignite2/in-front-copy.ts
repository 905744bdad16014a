import type { CopiedKind, Copy, CopyKey, SystemOfRecord } from '@outgrow/domain/copies';
import type { Cluster } from './cluster.ts';
import { ask } from './in-front.ts';
import { tables } from './tables.ts';

/** What the platform holds, as a copy of what the database holds: all of it, once it was filled. */
export function platformCopy(
  cluster: Cluster,
  { platform, recorded }: { platform: SystemOfRecord; recorded: SystemOfRecord },
): Copy {
  const reload = async (kind: CopiedKind, keys: readonly CopyKey[]): Promise<void> => {
    if (keys.length === 0) return;
    const parts = keys.map(({ merchantId, id }) => [merchantId, id]);
    await ask(cluster, 'Reload', JSON.stringify({ table: tables[kind].table, keys: parts }));
  };
  return {
    kinds: KINDS,
    isComplete: true,
    shown: (keys) => platform.shown(keys),
    keys: (kind) => platform.keys(kind),
    repair: (kind, right) =>
      reload(
        kind,
        right.map(({ key }) => key),
      ),
    /** Readers may go on meanwhile. What is held here alone goes. */
    async rebuild() {
      let count = 0;
      for (const kind of KINDS) {
        for await (const keys of platform.keys(kind)) await reload(kind, keys);
        for await (const keys of recorded.keys(kind)) {
          await reload(kind, keys);
          count += keys.length;
        }
      }
      return count;
    },
  };
}

/** Of each the key is the merchant and an id. */
const KINDS = ['account', 'product', 'order'] as const satisfies readonly CopiedKind[];
