import type { Answered, HistoryEvent, Invoked } from '@outgrow/checker/history';
import { productName } from '@outgrow/checker/told';
import type { Account, AccountKind, AuditRecord, Head, Kind, Order, Product, Records } from '@outgrow/domain/records';
import type { LoadedStage } from './loaded-stage.ts';
import { sold } from './planting.ts';

/** What of a loaded shop can be broken: commands that clients sent, and the records that these left. */
export interface Offenders {
  /** An order that stands as it was placed, and is no part of a basket. */
  order: Order;
  shipped: Order;
  /** The record of a basket of several merchants at one of them, with others after it, and its order there. */
  auditOfBasket: AuditRecord;
  ofBasket: Order;
  /** One whose product still holds the units that it brought. */
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

export function offendersIn({ history: { events }, records }: Pick<LoadedStage, 'history' | 'records'>): Offenders {
  const all = <K extends Kind>(kind: K) => records.flatMap((one) => (one.kind === kind ? [one.value as Records[K]] : []));
  const [orders, audits] = [all('order'), all('audit')];
  const answers = new Map<string, Answered['outcome']>();
  for (const event of events) if (event.is === 'answered') answers.set(event.commandId, event.outcome);
  const sent = events.filter((event) => event.is === 'invoked');
  const isAccepted = ({ commandId }: Invoked) => answers.get(commandId)?.is === 'accepted';
  const ofOp = (wanted: string) => sent.filter(({ op }) => op === wanted);
  const accepted = (wanted: string) => ofOp(wanted).filter(isAccepted);
  const baskets = accepted('place-basket').filter(({ merchants }) => merchants.length > 1);
  const told = ({ commandId }: Invoked): number => {
    const answer = answers.get(commandId);
    return answer?.is === 'accepted' ? (answer.reply as { version: number }).version : 0;
  };
  const product = (merchantId: string, sku: string) =>
    the(sku, all('product'), (one) => one.merchantId === merchantId && one.sku === sku);

  const seenFirst = seenBeforeMoved(events);
  /** Whether a move of the product's stock is found by what clients saw of it before, and by no reply of a restock besides. */
  const isTelling = (one: { merchantId: string; sku: string }): boolean => {
    const of = productName(one.merchantId, one.sku);
    const { version } = product(one.merchantId, one.sku);
    return seenFirst.has(of) && accepted('restock').every((restock) => restock.of !== of || told(restock) < version);
  };
  const restock = the('restock whose units are still there', accepted('restock').map(concerning), (one) => {
    return isTelling(one) && product(one.merchantId, one.sku).stock >= one.quantity;
  });

  const orderIds = new Set(accepted('place-order').map(({ commandId, merchants }) => `${merchants[0]}.${commandId}`));
  const inStatus = (wanted: Order['status']) =>
    the(`${wanted} order`, orders, (order) => orderIds.has(order.orderId) && order.status === wanted && isTelling(sold(order)));
  const auditOfBasket = the('basket', audits, ({ merchantId, seq, commandId }) => {
    const hasNext = audits.some((one) => one.merchantId === merchantId && one.seq > seq);
    const its = orders.find((order) => order.merchantId === merchantId && order.basketId === commandId);
    return hasNext && its !== undefined && isTelling(sold(its)) && baskets.some((basket) => basket.commandId === commandId);
  });
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
    restock,
    priceChange: { ...concerning(priceChange), version: told(priceChange) },
    soldOut: the('order refused for want of units', ofOp('place-order'), ({ commandId }) => {
      const answer = answers.get(commandId);
      return answer?.is === 'refused' && answer.code === 'out_of_stock';
    }),
    product,
    account: (merchantId, kind) => the(kind, all('account'), (one) => one.merchantId === merchantId && one.account === kind),
    head: (merchantId) => the('head', all('head'), (one) => one.merchantId === merchantId),
    audit: (merchantId, id) => the('audit record', audits, (one) => one.merchantId === merchantId && one.commandId === id),
  };
}

/** The products whose stock some client read before any command was sent that moves it. */
function seenBeforeMoved(events: readonly HistoryEvent[]): Set<string> {
  const movedMs = new Map<string, number>();
  for (const event of events) {
    if (event.is !== 'invoked') continue;
    const { of, quantity, lines, atMs } = event;
    const moved = lines ?? (of === undefined || quantity === undefined ? [] : [{ of }]);
    for (const { of } of moved) movedMs.set(of, Math.min(atMs, movedMs.get(of) ?? atMs));
  }
  const seen = new Set<string>();
  for (const event of events) {
    if (event.is !== 'read' || event.of === undefined || event.stock === undefined) continue;
    if (event.toMs < (movedMs.get(event.of) ?? Number.POSITIVE_INFINITY)) seen.add(event.of);
  }
  return seen;
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
