import type { HistoryEvent } from '@outgrow/checker/history';
import type { Product } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import { neverCleared, overAnotherTotal } from './broken-shops.ts';
import type { Found } from './found.ts';
import { later, type Visitors } from './visitors.ts';

/** Instances by their number: one that nothing is wrong with, and one that may be broken. */
export const [SOUND, SUSPECT] = [0, 1] as const;

/** A product that does not run out, and one of which the market has hardly any. */
export const [PLENTY, SCARCE] = ['m0001/p0001', 'm0001/p0010'] as const;

/** How the suspect is broken, what visitors do, and all that the checkers find then. */
export interface ReadPlant {
  broken(shop: Shop): Shop;
  does(visitors: Visitors): Promise<void>;
  /** `before` is the product before anything was done. */
  found(before: Pick<Product, 'version' | 'stock'>, events: readonly HistoryEvent[]): Found;
  figures?(events: readonly HistoryEvent[]): { [checker: string]: { [name: string]: number } };
}

/** By what is read of the suspect: some of it as it was before, some as it never was. */
export const readPlants: { readonly [what: string]: ReadPlant } = {
  'what the session itself wrote': {
    broken: neverCleared,
    async does(visitors) {
      const clerk = visitors.visitor();
      await clerk.reads(SUSPECT, PLENTY);
      await clerk.prices(SUSPECT, PLENTY, 1_234);
      await later();
      await clerk.reads(SUSPECT, PLENTY);
    },
    found: ({ version }) => ({
      'read your writes': [
        `session 1 was told of version ${version + 1} of product ${PLENTY}, then read version ${version} at app`,
      ],
      convergence: [heldInTheEnd(version, version + 1)],
    }),
  },

  'what the session itself saw elsewhere': {
    broken: neverCleared,
    async does(visitors) {
      const [clerk, visitor] = [visitors.visitor(), visitors.visitor()];
      await clerk.reads(SUSPECT, PLENTY);
      await clerk.prices(SOUND, PLENTY, 1_234);
      await later();
      await visitor.reads(SOUND, PLENTY);
      await visitor.reads(SUSPECT, PLENTY);
    },
    found: ({ version }, events) => ({
      'monotonic reads': [`session 2 read version ${version + 1} of product ${PLENTY}, then version ${version} at app`],
      'stale reads': [staleBy(events, version)],
      convergence: [heldInTheEnd(version, version + 1)],
    }),
  },

  'what another session wrote through another instance': {
    broken: neverCleared,
    does: (visitors) => readsAfterWrite(visitors, SOUND),
    found: ({ version }, events) => ({
      'stale reads': [staleBy(events, version)],
      convergence: [heldInTheEnd(version, version + 1)],
    }),
    figures: (events) => ({
      'stale reads': { ageMaxMs: ageMs(events), staleSameInstance: 0, staleOtherInstance: 1, staleEntries: 1 },
    }),
  },

  'what another session wrote through the same instance': {
    broken: neverCleared,
    does: (visitors) => readsAfterWrite(visitors, SUSPECT),
    found: ({ version }, events) => ({
      'stale reads': [staleBy(events, version)],
      convergence: [heldInTheEnd(version, version + 1)],
    }),
    figures: (events) => ({
      'stale reads': { ageMaxMs: ageMs(events), staleSameInstance: 1, staleOtherInstance: 0, staleEntries: 1 },
    }),
  },

  'the stock after a sale': {
    broken: neverCleared,
    async does(visitors) {
      const buyer = visitors.visitor();
      await buyer.reads(SUSPECT, PLENTY);
      await buyer.orders(SUSPECT, PLENTY, 2);
      await later();
      await buyer.reads(SUSPECT, PLENTY);
    },
    // A reply to an order tells no version of the product: only the stock itself gives the old copy away.
    found: ({ version, stock }) => ({
      'linearizable stock': [`product ${PLENTY}: no order of its 4 operations explains the stock of ${stock} read at`],
      convergence: [heldInTheEnd(version, version + 1)],
    }),
  },

  'the stock after a restock': {
    broken: neverCleared,
    async does(visitors) {
      const [clerk, buyer] = [visitors.visitor(), visitors.visitor()];
      await buyer.reads(SUSPECT, PLENTY);
      await clerk.restocks(SOUND, PLENTY, 5);
      await buyer.orders(SOUND, PLENTY, 1);
      await later();
      await buyer.reads(SUSPECT, PLENTY);
    },
    found: ({ version, stock }) => ({
      'stale reads': [`session 2 read version ${version} of ${PLENTY}`],
      'linearizable stock': [`product ${PLENTY}: no order of its 5 operations explains the stock of ${stock} read at`],
      convergence: [heldInTheEnd(version, version + 2)],
    }),
  },

  'a product that nobody reads any more until all has settled': {
    broken: neverCleared,
    async does(visitors) {
      const clerk = visitors.visitor();
      await clerk.reads(SUSPECT, PLENTY);
      await clerk.prices(SOUND, PLENTY, 1_234);
    },
    found: ({ version }) => ({ convergence: [heldInTheEnd(version, version + 1)] }),
  },

  'an order over another total than was replied': {
    broken: overAnotherTotal,
    async does(visitors) {
      const buyer = visitors.visitor();
      await buyer.readsBack(SUSPECT, await buyer.orders(SUSPECT, PLENTY, 1));
    },
    found: (_before, events) => ({
      'wrong reads': [
        `session 1 read order ${events.findLast((event) => event.is === 'read')?.of} at app ${SUSPECT + 1} with another`,
      ],
    }),
  },
};

async function readsAfterWrite(visitors: Visitors, through: number): Promise<void> {
  const [clerk, visitor] = [visitors.visitor(), visitors.visitor()];
  await visitor.reads(SUSPECT, PLENTY);
  await clerk.prices(through, PLENTY, 1_234);
  await later();
  await visitor.reads(SUSPECT, PLENTY);
}

const heldInTheEnd = (version: number, stored: number): string =>
  `app ${SUSPECT + 1} has ${PLENTY} as version ${version}, but it is stored as version ${stored}`;

const staleBy = (events: readonly HistoryEvent[], version: number): string =>
  `session 2 read version ${version} of ${PLENTY} at app ${SUSPECT + 1}, ${ageMs(events)} ms after version ${version + 1} was told`;

/** From the last answer to a command until the last read began. */
function ageMs(events: readonly HistoryEvent[]): number {
  const answered = events.findLast((event) => event.is === 'answered');
  const read = events.findLast((event) => event.is === 'read');
  return (read?.fromMs ?? Number.NaN) - (answered?.atMs ?? Number.NaN);
}
