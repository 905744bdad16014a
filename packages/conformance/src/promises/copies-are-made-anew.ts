import type { Copies, CopyKey } from '@outgrow/domain/copies';
import { foundIn, type Reconciled, reconcile } from '@outgrow/harness/reconcile';
import { expect } from 'vitest';
import { promised } from '../promised.ts';

export default promised({
  title: 'a system that lost its copies',
  when: 'systems fail',
  timeoutMs: 120_000,
  cases: {
    async 'is made anew from the database, and shows what is stored, of every record'(shop) {
      const { copies } = shop.copies;
      for (const [system, copy] of Object.entries(copies)) {
        await shop.settle();
        for (const kind of copy.kinds) {
          const held: CopyKey[] = [];
          for await (const some of copy.keys(kind)) held.push(...some);
          await copy.repair(
            kind,
            held.map((key) => ({ key, record: undefined })),
          );
        }
        const lost = await compared(shop.copies, system);
        if (copy.isComplete) expect(lost.found.missing, `what ${system} lacks`).toBeGreaterThan(10);
        await copy.rebuild();
        const anew = await compared(shop.copies, system);
        expect(foundIn(anew), anew.first.join('\n')).toBe(0);
      }
    },
  },
});

async function compared(copies: Copies, system: string): Promise<Reconciled> {
  const [result] = await reconcile(copies, { repair: false, systems: [system] });
  if (!result || result.away !== undefined) throw new Error(`nobody can say what ${system} holds: ${result?.away}`);
  return result;
}
