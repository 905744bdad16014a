/**
 * One operation on the stock of one product. It took effect at one moment from `fromMs` to `toMs`, both whole milliseconds: one
 * that ends in the millisecond in which another begins may come after it.
 */
export type StockOperation = { fromMs: number; toMs: number } & (
  | { is: 'add'; units: number; leaves?: number }
  | { is: 'take'; units: number }
  /** Refused, since fewer than `units` were there. */
  | { is: 'refused'; units: number }
  | { is: 'read'; stock: number }
);

/** `states`: the points of the search that were looked at. */
export type Linearizability = { states: number } & (
  | { is: 'linearizable' }
  /** No order explains it. In the one that goes furthest, nothing lets this operation follow. */
  | { is: 'violated'; stuck: StockOperation }
  | { is: 'undecided'; why: string }
);

export interface Limits {
  operations: number;
  /** Points of the search that are looked at. */
  states: number;
}

export const LIMITS: Limits = { operations: 256, states: 50_000 };

/**
 * Whether the operations can be put into one order in which each sees the stock the ones before it left, and none comes before
 * one that had ended when it began. The search of Wing and Gong with Lowe's memory of the sets it has been at: the stock follows
 * from the set, so that a set needs to be searched from once.
 */
export function linearizableStock(initial: number, history: readonly StockOperation[], limits = LIMITS): Linearizability {
  if (history.length > limits.operations) {
    return { is: 'undecided', states: 0, why: `${history.length} operations are more than ${limits.operations}` };
  }
  const operations = history.toSorted((a, b) => a.fromMs - b.fromMs);
  const done = new Uint8Array(operations.length);
  const been = new Set<string>();
  let stock = initial;
  let left = operations.length;
  let fewestLeft = Number.POSITIVE_INFINITY;
  let stuck = operations[0];

  /** Those that may be next: not done, and begun before any other has ended that is not done. */
  function enabled(): number[] {
    const found: number[] = [];
    let firstEndMs = Number.POSITIVE_INFINITY;
    for (let at = Math.max(0, done.indexOf(0)); at < operations.length; at += 1) {
      const operation = operations[at] as StockOperation;
      if (operation.fromMs > firstEndMs) break;
      if (done[at]) continue;
      found.push(at);
      firstEndMs = Math.min(firstEndMs, operation.toMs);
    }
    return found.filter((at) => (operations[at] as StockOperation).fromMs <= firstEndMs);
  }

  function step(at: number, by: 1 | -1): void {
    const operation = operations[at] as StockOperation;
    done[at] = by === 1 ? 1 : 0;
    stock += by * changeOf(operation);
    left -= by;
  }

  /** Does all that may be next, is allowed and changes nothing: to do it later cannot help. */
  function doWhatChangesNothing(): number[] {
    const taken: number[] = [];
    for (let found = true; found; ) {
      found = false;
      for (const at of enabled()) {
        const operation = operations[at] as StockOperation;
        if (changeOf(operation) !== 0 || !allows(operation, stock)) continue;
        step(at, 1);
        taken.push(at);
        found = true;
      }
    }
    return taken;
  }

  function search(): boolean | 'too long' {
    const taken = doWhatChangesNothing();
    if (left === 0) return true;
    const next = enabled();
    if (left < fewestLeft) {
      fewestLeft = left;
      stuck = operations[soonest(next, operations)];
    }
    const set = setText(done);
    if (!been.has(set)) {
      if (been.size >= limits.states) return 'too long';
      been.add(set);
      // What ended first most likely came first.
      for (const at of next.sort((a, b) => (operations[a] as StockOperation).toMs - (operations[b] as StockOperation).toMs)) {
        const operation = operations[at] as StockOperation;
        if (changeOf(operation) === 0 || !allows(operation, stock)) continue;
        step(at, 1);
        const found = search();
        if (found) return found;
        step(at, -1);
      }
    }
    for (const at of taken) step(at, -1);
    return false;
  }

  const found = search();
  const states = been.size;
  if (found === 'too long') return { is: 'undecided', states, why: `the search went past ${limits.states} states` };
  return found || !stuck ? { is: 'linearizable', states } : { is: 'violated', states, stuck };
}

function changeOf(operation: StockOperation): number {
  if (operation.is === 'add') return operation.units;
  return operation.is === 'take' ? -operation.units : 0;
}

function allows(operation: StockOperation, stock: number): boolean {
  switch (operation.is) {
    case 'add':
      return operation.leaves === undefined || operation.leaves === stock + operation.units;
    case 'take':
      return stock >= operation.units;
    case 'refused':
      return stock < operation.units;
    case 'read':
      return stock === operation.stock;
  }
}

const soonest = (places: readonly number[], operations: readonly StockOperation[]): number =>
  places.reduce(
    (a, b) => ((operations[b] as StockOperation).toMs < (operations[a] as StockOperation).toMs ? b : a),
    places[0] ?? 0,
  );

/** How far everything is done, and what is done beyond. */
function setText(done: Uint8Array): string {
  const first = done.indexOf(0);
  let text = String(first);
  for (let at = done.indexOf(1, first); at >= 0; at = done.indexOf(1, at + 1)) text += ` ${at}`;
  return text;
}
