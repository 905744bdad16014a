import type { CheckerVerdict } from '@outgrow/checker/checker';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';
import { foundIn, type Reconciled, reconcile } from './reconcile.ts';

interface Watch {
  progress?: Progress;
  signal?: AbortSignal;
}

/** What a load left in the caches, looked at before they are settled, which empties them. */
export const cachesLeft = (shop: Shop, watch: Watch): Promise<Reconciled[]> =>
  reconcile(shop, { repair: false, systems: systemsOf(shop, false), ...watch });

/**
 * Whether every complete copy holds what is stored, once all has settled. `left` goes into the figures. With `repairs` the copies
 * are put right afterwards, and it is told how long that took and what was left.
 */
export async function copiesVerdict(
  shop: Shop,
  left: readonly Reconciled[],
  repairs: boolean,
  watch: Watch,
): Promise<CheckerVerdict> {
  const complete = systemsOf(shop, true);
  const settled = await reconcile(shop, { repair: false, systems: complete, ...watch });
  for (const { system, away } of settled) {
    if (away !== undefined) throw new Error(`nobody can say what ${system} holds (${away}): run it again`);
  }
  const figures: CheckerVerdict['figures'] = {};
  // A cache that cannot be asked is in no figure.
  for (const { system, compared, found } of left.filter(({ away }) => away === undefined))
    note(figures, system, 'AtEnd', compared, found);
  for (const { system, compared, found } of settled) note(figures, system, '', compared, found);
  const count = settled.reduce((sum, one) => sum + foundIn(one), 0);
  if (repairs) {
    const startMs = performance.now();
    await reconcile(shop, { repair: true, systems: complete, ...watch });
    figures.repairSeconds = (performance.now() - startMs) / 1_000;
    const again = await reconcile(shop, { repair: false, systems: complete, ...watch });
    figures.leftAfterRepair = again.reduce((sum, one) => sum + foundIn(one), 0);
  }
  return {
    checker: 'copies agree',
    count,
    says: told(settled, count),
    first: settled.flatMap(({ first }) => first).slice(0, 20),
    figures,
    guarantee: 'copiesAgree',
  };
}

const systemsOf = ({ copies }: Shop, complete: boolean): string[] =>
  Object.entries(copies).flatMap(([name, { isComplete }]) => (isComplete === complete ? [name] : []));

function note(
  figures: CheckerVerdict['figures'],
  system: string,
  when: string,
  compared: number,
  found: Reconciled['found'],
): void {
  figures[`${system}Compared${when}`] = compared;
  for (const [how, count] of Object.entries(found)) {
    figures[`${system}${how.charAt(0).toUpperCase()}${how.slice(1)}${when}`] = count;
  }
}

function told(settled: readonly Reconciled[], count: number): string {
  if (settled.length === 0) return 'nothing holds a copy of all records';
  const compared = settled.map(({ system, compared }) => `${system} ${compared.toLocaleString('en')}`).join(', ');
  if (count === 0) return `all copies show what is stored (compared: ${compared})`;
  const wrong = settled.filter((one) => foundIn(one) > 0).map((one) => `${one.system} in ${foundIn(one).toLocaleString('en')}`);
  return `wrong: ${wrong.join(', ')} (compared: ${compared})`;
}
