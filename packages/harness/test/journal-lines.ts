/** A line that a workload logs: a command that is sent, an attempt that is answered, a read, the end of a session. */
export type Line = Sent | Answered | Read | Ended;
interface Sent {
  i: string;
  t: number;
  n: number;
  op: string;
  by: string;
  key: string;
  merchants: string[];
  of?: string;
  q?: number;
  lines?: [of: string, q: number][];
}
interface Answered {
  i: string;
  t: number;
  d: number;
  n: number;
  key: string;
  status: number;
  reply?: { version?: number; orderId?: string };
  code?: string;
}
interface Read {
  i: string;
  t: number;
  e: number;
  d: number;
  n: number;
  read: string;
  of?: string;
  v?: number;
  s?: number;
  code?: string;
}
interface Ended {
  i: string;
  end: number;
  late?: number;
}

/** Whether it has all that a line of its kind has, each of its form, and nothing else. */
export const isWellFormed = (line: object): boolean => SHAPES.some((shape) => fits(line, shape));

function fits(line: object, shape: Shape): boolean {
  const values = Object.entries(line);
  const has = new Set(Object.keys(line));
  return (
    values.every(([name, value]) => (shape[name] ?? shape[`${name}?`])?.(value) ?? false) &&
    Object.keys(shape).every((name) => name.endsWith('?') || has.has(name))
  );
}

/** What each value must be, by name; `?` after the name of one that may be absent. */
type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const matching = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const instance = (value: unknown) => value === 0 || value === 1;
const time = (value: unknown) => whole(value) && Math.abs((value as number) - Date.now()) < 600_000;
const duration = (value: unknown) => typeof value === 'number' && value >= 0 && Math.round(value * 1_000) / 1_000 === value;

const session = matching(/^(w?c?)\d+$/);
const product = matching(/^m\d{4}\/p\d{4}$/);
const order = matching(/^m\d{4}\.[0-9a-f]{32}$/);
const code = matching(/^[a-z_0-9]+$/);
const merchants = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(matching(/^m\d{4}$/));
const lines = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(([of, q, ...more]) => product(of) && whole(q) && more.length === 0);
const by = matching(/^(customer:c|staff:m)\d{4}$/);
const key = matching(/^[\w-]+-w?c?\d+-\d+$/);

const sent = { i: session, t: time, n: instance, by, key, merchants };
const answered = { i: session, t: time, d: duration, n: instance, key };
const read = { i: session, t: time, e: time, d: duration, n: instance };

const SHAPES: readonly Shape[] = [
  { ...sent, op: matching(/^(place-order|cancel-order|restock)$/), of: product, q: whole },
  { ...sent, op: matching(/^change-price$/), of: product },
  { ...sent, op: matching(/^ship-order$/) },
  { ...sent, op: matching(/^place-basket$/), lines },
  {
    ...answered,
    status: (value) => value === 200 || value === 201,
    reply: (value) => typeof value === 'object' && value !== null,
  },
  { ...answered, status: (value) => whole(value) && (value === 0 || (value as number) >= 400), code },
  { ...read, read: matching(/^product$/), of: product, v: whole, s: whole },
  { ...read, read: matching(/^product$/), of: product, 'v?': (value) => value === 0, code },
  { ...read, read: matching(/^order$/), of: order, v: whole, 'code?': code },
  { ...read, read: matching(/^order$/), of: order, code },
  { ...read, read: matching(/^(sign-in|search|own-orders|sales|top-products|merchant)$/), 'code?': code },
  { i: session, end: time, 'late?': whole },
];
