import type { Checker } from '../checker.ts';
import type { Commands } from '../commands.ts';
import type { Answered, Invoked, Read } from '../history.ts';
import { LIMITS, linearizableStock, type StockOperation } from '../linearizable-stock.ts';
import { isProduct, membersOf, productName } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/** What a command moves of one product's stock; its operation is known once it is answered for certain, until then it may take effect. */
interface Sent {
  commandId: string;
  is: 'add' | 'take';
  units: number;
  /** Whether it is all that the command moves: a refusal of more says only that one of them was short. */
  alone: boolean;
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
 * units, reads. Looked at is each product with few operations and all of them seen: a command that does not name the
 * products it concerns puts all products of its merchants aside. A basket takes of each of its products, or does nothing. The
 * stock in the beginning follows from that in the end; a command of unknown outcome took effect some time, or never, as the
 * records tell.
 *
 * It keeps `MAX_KEPT` operations and looks at `MAX_STATES` points of searches in all; products beyond are left undecided.
 */
export function stockHistories(commands: Commands, maxStates = MAX_STATES): Checker {
  const products = new Map<string, Tracked | 'not kept'>();
  const pending = new Map<string, Sent[]>();
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
    for (const sent of tracked.sent) {
      const others = pending.get(sent.commandId)?.filter((other) => other !== sent) ?? [];
      if (others.length > 0) pending.set(sent.commandId, others);
      else pending.delete(sent.commandId);
    }
    products.set(of, 'not kept');
    return undefined;
  }

  function seeInvoked({ op, of, quantity, lines, commandId, merchants, atMs: fromMs }: Invoked): void {
    if (LEAVES_STOCK.has(op) || pending.has(commandId)) return;
    const moved = lines ?? (of === undefined || quantity === undefined ? [] : [{ of, quantity }]);
    const is = MOVES_STOCK.get(op);
    if (!is || moved.length === 0) {
      for (const merchantId of merchants) aside.add(merchantId);
      return;
    }
    for (const { of, quantity: units } of moved) {
      const tracked = roomIn(of);
      if (!tracked) continue;
      const sent: Sent = { commandId, is, units, alone: moved.length === 1, fromMs };
      tracked.sent.push(sent);
      const others = pending.get(commandId);
      if (others) others.push(sent);
      else pending.set(commandId, [sent]);
    }
  }

  /** A later attempt may still be accepted, so that only what was accepted is settled for good. */
  function seeAnswered({ commandId, atMs: toMs, outcome }: Answered): void {
    const answer = commands.get(commandId)?.answer;
    if (!answer) return;
    for (const sent of pending.get(commandId) ?? []) {
      const { is, units, alone, fromMs } = sent;
      if (answer.is === 'unknown') delete sent.operation;
      else if (answer.is !== 'accepted')
        sent.operation = answer.code === 'out_of_stock' && alone ? { is: 'refused', units, fromMs, toMs } : 'none';
      else {
        const { stock } = membersOf(outcome.is === 'accepted' ? outcome.reply : null);
        sent.operation = { is, units, fromMs, toMs, ...(is === 'add' && typeof stock === 'number' && { leaves: stock }) };
      }
    }
    if (answer.is === 'accepted') pending.delete(commandId);
  }

  function seeRead({ of, stock, fromMs, toMs }: Read): void {
    if (of !== undefined && stock !== undefined && isProduct(of)) roomIn(of)?.reads.push({ is: 'read', stock, fromMs, toMs });
  }

  /** All that happened, up to the stock at rest. */
  function historyOf(of: string, { sent, reads }: Tracked, stock: number): StockOperation[] {
    const history = [...reads];
    for (const { operation, commandId, is, units, fromMs } of sent) {
      if (operation !== undefined) {
        if (operation !== 'none') history.push(operation);
      } else if (commands.get(commandId)?.outcomesAt.includes(merchantOf(of))) {
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
      let statesLeft = maxStates;
      let withoutReads = 0;
      const searched = (initial: number, history: readonly StockOperation[]) => {
        const limits = { ...LIMITS, states: Math.min(LIMITS.states, statesLeft) };
        const verdict = linearizableStock(initial, history, limits);
        statesLeft -= verdict.states;
        return verdict;
      };
      for (const [of, stock] of finalStock) {
        const tracked = products.get(of);
        looked += 1;
        if (!tracked || tracked === 'not kept') {
          undecided += 1;
          continue;
        }
        const history = historyOf(of, tracked, stock);
        const initial = stock - changeBy(history);
        const verdict = searched(initial, history);
        if (verdict.is === 'undecided') undecided += 1;
        if (verdict.is !== 'violated') continue;
        const written = searched(
          initial,
          history.filter(({ is, fromMs }) => is !== 'read' || fromMs === AT_REST),
        );
        if (written.is === 'violated') withoutReads += 1;
        const { stuck } = written.is === 'violated' ? written : verdict;
        violations.report(() => `product ${of}: no order of its ${history.length} operations explains ${inWords(stuck)}`);
      }
      const { count, first } = violations;
      const leftOut = products.size - finalStock.size;
      const says = `the stock of ${counted(count, 'product')} of ${inFigures(looked)} is not linearizable; ${inFigures(undecided)} undecided for more than ${LIMITS.operations} operations or a search past ${inFigures(LIMITS.states)} states, or ${inFigures(maxStates)} in all, ${inFigures(leftOut)} left out since commands did not name the products they concern`;
      const figures = { products: looked, undecided, leftOut };
      // An old copy explains what was read of the stock, and not what commands were told of it.
      const explained = withoutReads === 0 ? ({ guarantee: 'freshReads' } as const) : {};
      return { checker: 'linearizable stock', count, says, first, figures, ...explained };
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

const inFigures = (count: number): string => count.toLocaleString('en');

const merchantOf = (product: string): string => product.slice(0, product.indexOf('/'));

const AT_REST = Number.MAX_SAFE_INTEGER;
const MOVES_STOCK = new Map<string, Sent['is']>([
  ['restock', 'add'],
  ['cancel-order', 'add'],
  ['place-order', 'take'],
  ['place-basket', 'take'],
]);
const LEAVES_STOCK = new Set(['change-price', 'ship-order', 'transfer-funds', 'register-merchant']);
const MAX_KEPT = 200_000;
// Three seconds of searching.
const MAX_STATES = 250_000;
