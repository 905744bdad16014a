import type { Answered, Invoked } from '@outgrow/checker/history';
import type { Account, AccountKind, AuditRecord, Head, Kind, Order, Product, Records } from '@outgrow/domain/records';
import type { LoadedStage } from './loaded-stage.ts';

/** What of a loaded shop can be broken: commands that clients sent, and the records that these left. */
export interface Offenders {
  /** An order that stands as it was placed, and is no part of a basket. */
  order: Order;
  shipped: Order;
  /** The record of a basket of several merchants at one of them, with others after it, and its order there. */
  auditOfBasket: AuditRecord;
  ofBasket: Order;
  restock: Concerning;
  /** A price change that made the newest version which a client was told of the product. */
  priceChange: Concerning & { version: number };
  soldOut: Invoked;
  product(merchantId: string, sku: string): Product;
  account(merchantId: string, account: AccountKind): Account;
  head(merchantId: string): Head;
  audit(merchantId: string, commandId: string): AuditRecord;
}

/** A command that concerns one product. */
type Concerning = Invoked & { of: string; merchantId: string; sku: string; quantity: number };

/**
 * All are of merchants that sold in baskets: the stock of those is not looked at product by product, which would see some of
 * what is planted, or not, by when clients happened to read it.
 */
export function offendersIn({ history: { events }, records }: Pick<LoadedStage, 'history' | 'records'>): Offenders {
  const all = <K extends Kind>(kind: K) => records.flatMap((one) => (one.kind === kind ? [one.value as Records[K]] : []));
  const [orders, audits] = [all('order'), all('audit')];
  const answers = new Map<string, Answered['outcome']>();
  for (const event of events) if (event.is === 'answered') answers.set(event.commandId, event.outcome);
  const sent = events.filter((event) => event.is === 'invoked');
  const isAccepted = ({ commandId }: Invoked) => answers.get(commandId)?.is === 'accepted';
  const baskets = sent.filter((one) => one.op === 'place-basket' && one.merchants.length > 1 && isAccepted(one));
  const inBaskets = new Set(baskets.flatMap(({ merchants }) => merchants));
  const ofOp = (wanted: string) => sent.filter(({ op, merchants: [only = ''] }) => op === wanted && inBaskets.has(only));
  const accepted = (wanted: string) => ofOp(wanted).filter(isAccepted);

  const orderIds = new Set(accepted('place-order').map(({ commandId, merchants }) => `${merchants[0]}.${commandId}`));
  const inStatus = (wanted: Order['status']) =>
    the(`${wanted} order`, orders, ({ orderId, status }) => orderIds.has(orderId) && status === wanted);
  const auditOfBasket = the('basket', audits, ({ merchantId, seq, commandId }) => {
    const hasNext = audits.some((one) => one.merchantId === merchantId && one.seq > seq);
    return hasNext && baskets.some((basket) => basket.commandId === commandId);
  });
  const told = ({ commandId }: Invoked): number => {
    const answer = answers.get(commandId);
    return answer?.is === 'accepted' ? (answer.reply as { version: number }).version : 0;
  };
  const changes = [...accepted('change-price'), ...accepted('restock')];
  const priceChange = the('price change', accepted('change-price'), (change) =>
    changes.every((other) => other.of !== change.of || told(other) <= told(change)),
  );
  return {
    order: inStatus('placed'),
    shipped: inStatus('shipped'),
    auditOfBasket,
    ofBasket: the('order of a basket', orders, ({ merchantId, basketId }) => {
      return merchantId === auditOfBasket.merchantId && basketId === auditOfBasket.commandId;
    }),
    restock: concerning(the('restock', accepted('restock'))),
    priceChange: { ...concerning(priceChange), version: told(priceChange) },
    soldOut: the('order refused for want of units', ofOp('place-order'), ({ commandId }) => {
      const answer = answers.get(commandId);
      return answer?.is === 'refused' && answer.code === 'out_of_stock';
    }),
    product: (merchantId, sku) => the(sku, all('product'), (one) => one.merchantId === merchantId && one.sku === sku),
    account: (merchantId, kind) => the(kind, all('account'), (one) => one.merchantId === merchantId && one.account === kind),
    head: (merchantId) => the('head', all('head'), (one) => one.merchantId === merchantId),
    audit: (merchantId, id) => the('audit record', audits, (one) => one.merchantId === merchantId && one.commandId === id),
  };
}

function concerning(command: Invoked): Concerning {
  const { of = '', quantity = 0 } = command;
  const [merchantId = '', sku = ''] = of.split('/');
  return { ...command, of, merchantId, sku, quantity };
}

function the<T>(what: string, some: readonly T[], fits: (one: T) => boolean = () => true): T {
  const found = some.find(fits);
  if (found === undefined) throw new Error(`the load left no ${what}: give the market another seed, or the load more seconds`);
  return found;
}
