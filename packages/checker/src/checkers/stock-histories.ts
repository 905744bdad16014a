import type { Checker } from '../checker.ts';
import type { Commands } from '../commands.ts';
import type { Answered, Invoked, Read } from '../history.ts';
import { LIMITS, linearizableStock, type StockOperation } from '../linearizable-stock.ts';
import { isProduct, membersOf, productName } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/** A command that moves the stock; its operation is known once it is answered for certain, until then it may take effect. */
interface Sent {
  commandId: string;
  is: 'add' | 'take';
  units: number;
  fromMs: number;
  /** None where it did nothing and said nothing of the stock. */
  operation?: StockOperation | 'none';
}

interface Tracked {
  sent: Sent[];
  reads: StockOperation[];
}

/**
 * The stock of a single product behaves as if all operations came one after another: restocks, sales, refusals for want of
 * units, reads. Looked at is each product with few operations and all of them seen: a command that does not name the one
 * product it concerns puts all products of its merchants aside. The stock in the beginning follows from that in the end; a
 * command of unknown outcome took effect some time, or never, as the records tell.
 *
 * It keeps `MAX_KEPT` operations in all; products beyond are left undecided.
 */
export function stockHistories(commands: Commands): Checker {
  const products = new Map<string, Tracked | 'not kept'>();
  const pending = new Map<string, Sent>();
  const aside = new Set<string>();
  const finalStock = new Map<string, number>();
  let kept = 0;

  /** The product's history, where there is room for one more operation. */
  function roomIn(of: string): Tracked | undefined {
    let tracked = products.get(of);
    if (tracked === 'not kept') return undefined;
    if (!tracked) {
      tracked = { sent: [], reads: [] };
      products.set(of, tracked);
    }
    const length = tracked.sent.length + tracked.reads.length;
    if (length + 1 < LIMITS.operations && kept < MAX_KEPT && !aside.has(merchantOf(of))) {
      kept += 1;
      return tracked;
    }
    kept -= length;
    for (const { commandId } of tracked.sent) pending.delete(commandId);
    products.set(of, 'not kept');
    return undefined;
  }

  function seeInvoked({ op, of, quantity, commandId, merchants, atMs }: Invoked): void {
    if (LEAVES_STOCK.has(op) || pending.has(commandId)) return;
    if (of === undefined || quantity === undefined || !MOVES_STOCK.has(op)) {
      for (const merchantId of merchants) aside.add(merchantId);
      return;
    }
    const tracked = roomIn(of);
    if (!tracked) return;
    const sent: Sent = { commandId, is: op === 'place-order' ? 'take' : 'add', units: quantity, fromMs: atMs };
    tracked.sent.push(sent);
    pending.set(commandId, sent);
  }

  /** A later attempt may still be accepted, so that only what was accepted is settled for good. */
  function seeAnswered({ commandId, atMs: toMs, outcome }: Answered): void {
    const sent = pending.get(commandId);
    const answer = commands.get(commandId)?.answer;
    if (!sent || !answer) return;
    const { is, units, fromMs } = sent;
    if (answer.is === 'unknown') delete sent.operation;
    else if (answer.is !== 'accepted')
      sent.operation = answer.code === 'out_of_stock' ? { is: 'refused', units, fromMs, toMs } : 'none';
    else {
      const { stock } = membersOf(outcome.is === 'accepted' ? outcome.reply : null);
      sent.operation = { is, units, fromMs, toMs, ...(is === 'add' && typeof stock === 'number' && { leaves: stock }) };
      pending.delete(commandId);
    }
  }

  function seeRead({ of, stock, fromMs, toMs }: Read): void {
    if (of !== undefined && stock !== undefined && isProduct(of)) roomIn(of)?.reads.push({ is: 'read', stock, fromMs, toMs });
  }

  /** All that happened, up to the stock at rest. */
  function historyOf({ sent, reads }: Tracked, stock: number): StockOperation[] {
    const history = [...reads];
    for (const { operation, commandId, is, units, fromMs } of sent) {
      if (operation !== undefined) {
        if (operation !== 'none') history.push(operation);
      } else if ((commands.get(commandId)?.outcomesAt.length ?? 0) > 0) {
        history.push({ is, units, fromMs, toMs: AT_REST - 1 });
      }
    }
    history.push({ is: 'read', stock, fromMs: AT_REST, toMs: AT_REST });
    return history;
  }

  return {
    see(event) {
      if (event.is === 'invoked') seeInvoked(event);
      else if (event.is === 'answered') seeAnswered(event);
      else if (event.is === 'read' && !event.warmUp) seeRead(event);
    },
    seeRecord({ kind, value }) {
      if (kind !== 'product') return;
      const of = productName(value.merchantId, value.sku);
      if (products.has(of) && !aside.has(value.merchantId)) finalStock.set(of, value.stock);
    },
    verdict() {
      const violations = new Violations();
      let looked = 0;
      let undecided = 0;
      for (const [of, stock] of finalStock) {
        const tracked = products.get(of);
        looked += 1;
        if (!tracked || tracked === 'not kept') {
          undecided += 1;
          continue;
        }
        const history = historyOf(tracked, stock);
        const verdict = linearizableStock(stock - changeBy(history), history);
        if (verdict.is === 'undecided') undecided += 1;
        else if (verdict.is === 'violated')
          violations.report(
            () => `product ${of}: no order of its ${history.length} operations explains ${inWords(verdict.stuck)}`,
          );
      }
      const { count, first } = violations;
      const leftOut = products.size - finalStock.size;
      const says = `the stock of ${counted(count, 'product')} of ${looked.toLocaleString('en')} is not linearizable; ${undecided.toLocaleString('en')} undecided for more than ${LIMITS.operations} operations or too long a search, ${leftOut.toLocaleString('en')} left out since commands did not name the one product they concern`;
      const figures = { products: looked, undecided, leftOut };
      return { checker: 'linearizable stock', count, says, first, figures, guarantee: 'linearizableStock' };
    },
  };
}

function changeBy(history: readonly StockOperation[]): number {
  let change = 0;
  for (const operation of history) {
    if (operation.is === 'add') change += operation.units;
    else if (operation.is === 'take') change -= operation.units;
  }
  return change;
}

function inWords(operation: StockOperation): string {
  const at = operation.fromMs === AT_REST ? 'at rest' : `at ${new Date(operation.fromMs).toISOString()}`;
  switch (operation.is) {
    case 'add':
      return `the ${operation.units} units added ${at}${operation.leaves === undefined ? '' : `, which left ${operation.leaves}`}`;
    case 'take':
      return `the sale of ${operation.units} ${at}`;
    case 'refused':
      return `that fewer than ${operation.units} were there ${at}`;
    case 'read':
      return `the stock of ${operation.stock} read ${at}`;
  }
}

const merchantOf = (product: string): string => product.slice(0, product.indexOf('/'));

const AT_REST = Number.MAX_SAFE_INTEGER;
const MOVES_STOCK = new Set(['restock', 'place-order', 'cancel-order']);
const LEAVES_STOCK = new Set(['change-price', 'ship-order', 'transfer-funds', 'register-merchant']);
const MAX_KEPT = 200_000;
