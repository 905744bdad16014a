import type { Answered, Invoked } from '@outgrow/checker/history';
import type { Account, AccountKind, AuditRecord, Head, Kind, Order, Product, Records } from '@outgrow/domain/records';
import type { LoadedStage } from './loaded-stage.ts';

/** What of a loaded shop can be broken: commands that clients sent, and the records that these left. */
export interface Offenders {
  /** An order that stands as it was placed, and is no part of a basket. */
  order: Order;
  shipped: Order;
  /** An order of a basket of several merchants. */
  ofBasket: Order & { basketId: string };
  /** The merchants of that basket. */
  basketMerchants: readonly string[];
  restock: Concerning;
  /** The price change that made the newest version which a client was told of its product. */
  priceChange: Concerning & { version: number };
  soldOut: Invoked;
  product(merchantId: string, sku: string): Product;
  account(merchantId: string, account: AccountKind): Account;
  head(merchantId: string): Head;
  /** What a command left in a merchant's audit trail. */
  audit(merchantId: string, commandId: string): AuditRecord;
}

/** A command that concerns one product. */
type Concerning = Invoked & { merchantId: string; sku: string; quantity: number };

/**
 * All of merchants that sold in baskets: such a merchant's stock is not looked at product by product, which would see some of
 * what is planted and, by when clients happened to read it, not the rest.
 */
export function offendersIn({ history: { events }, records }: Pick<LoadedStage, 'history' | 'records'>): Offenders {
  const all = <K extends Kind>(kind: K) => records.flatMap((one) => (one.kind === kind ? [one.value as Records[K]] : []));
  const answers = new Map<string, Answered['outcome']>();
  for (const event of events) if (event.is === 'answered') answers.set(event.commandId, event.outcome);
  const sent = events.filter((event) => event.is === 'invoked');
  const accepted = sent.filter(({ commandId }) => answers.get(commandId)?.is === 'accepted');
  const baskets = accepted.filter(({ op, merchants }) => op === 'place-basket' && merchants.length > 1);
  const inBaskets = new Set(baskets.flatMap(({ merchants }) => merchants));
  const atThose = (some: readonly Invoked[], wanted: string) =>
    some.filter(({ op, merchants: [merchantId = ''] }) => op === wanted && inBaskets.has(merchantId));

  const orders = all('order');
  const ownIds = new Set(atThose(accepted, 'place-order').map(({ commandId, merchants }) => `${merchants[0]}.${commandId}`));
  const own = orders.filter(({ orderId }) => ownIds.has(orderId));
  const basketOf = ({ basketId }: Order) => baskets.find(({ commandId }) => commandId === basketId);
  const ofBasket = the('basket', orders, (one) => basketOf(one) !== undefined) as Offenders['ofBasket'];
  const told = ({ commandId }: Invoked): number => {
    const outcome = answers.get(commandId);
    return outcome?.is === 'accepted' ? (outcome.reply as { version: number }).version : 0;
  };
  const changes = accepted.filter(({ op }) => op === 'change-price' || op === 'restock');
  const isNewest = (change: Invoked) => changes.every((other) => other.of !== change.of || told(other) <= told(change));
  const priceChange = the('price change', atThose(accepted, 'change-price'), isNewest);
  return {
    order: the('order that stands', own, ({ status }) => status === 'placed'),
    shipped: the('shipped order', own, ({ status }) => status === 'shipped'),
    ofBasket,
    basketMerchants: basketOf(ofBasket)?.merchants ?? [],
    restock: concerning(the('restock', atThose(accepted, 'restock'))),
    priceChange: { ...concerning(priceChange), version: told(priceChange) },
    soldOut: the('order refused for want of units', atThose(sent, 'place-order'), ({ commandId }) => {
      const outcome = answers.get(commandId);
      return outcome?.is === 'refused' && outcome.code === 'out_of_stock';
    }),
    product: (merchantId, sku) => the('product', all('product'), (one) => one.merchantId === merchantId && one.sku === sku),
    account: (merchantId, account) =>
      the('account', all('account'), (one) => one.merchantId === merchantId && one.account === account),
    head: (merchantId) => the('head', all('head'), (one) => one.merchantId === merchantId),
    audit: (merchantId, commandId) =>
      the('audit record', all('audit'), (one) => one.merchantId === merchantId && one.commandId === commandId),
  };
}

function concerning(command: Invoked): Concerning {
  const [merchantId = '', sku = ''] = command.of?.split('/') ?? [];
  return { ...command, merchantId, sku, quantity: command.quantity ?? 0 };
}

function the<T>(what: string, some: readonly T[], fits: (one: T) => boolean = () => true): T {
  const found = some.find(fits);
  if (found === undefined) throw new Error(`the load left no ${what}: give the market another seed, or the load more seconds`);
  return found;
}
