import { z } from 'zod';

/** What a client may send: the parts that the routes' schemas are made of. */

// No NUL, which Postgres cannot hold, no characters that mark the hits of a search, and no half of a surrogate pair, which is not
// text; {n,m} counts code points.
const text = (min: number, max: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[^\\u0000-\\u0002\\p{Cs}]{${min},${max}}$`, 'u'),
      `must be text of ${min} to ${max} characters without control characters 0 to 2`,
    );

const id = (what: string, pattern = /^[A-Za-z0-9_-]{1,64}$/) => z.string().regex(pattern, `is not ${what}`);

export const merchantId = id('a merchant id');
export const customerId = id('a customer id');
export const categoryId = id('a category id');
export const keyId = id('a key id');
// Not a dot first: clients take `.` and `..` out of a path before they send it.
export const sku = id('a sku', /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/);
export const orderId = id('an order id', /^[A-Za-z0-9_-]{1,64}\.[0-9a-f]{32}$/);
export const account = z.enum(['clearing', 'available', 'fees']);
export const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters');

export const name = text(1, 200).refine((value) => value.trim() !== '', 'must not be blank');
export const description = text(0, 2000);
export const words = text(1, 200).refine((value) => value.trim() !== '', 'must not be blank');
export const secret = text(1, 200);

// A price of 0 is refused: its sale would leave no ledger entry by which the order could be checked.
export const priceMinor = z.int().min(1).max(1_000_000_000);
export const amountMinor = z.int().min(1);
export const stock = z.int().min(0).max(1_000_000);
export const quantity = z.int().min(1).max(10_000);
/** In a cart, 0 takes the line out. */
export const cartQuantity = z.int().min(0).max(10_000);

export const line = z.strictObject({ sku, quantity });
export const basketLine = z.strictObject({ merchantId, sku, quantity });
const MAX_LINES = 50;

/** Of a body full of bad lines no more are looked at than it takes to refuse them. */
export const lines = <L extends z.ZodType>(one: L) =>
  z.preprocess((given) => (Array.isArray(given) ? given.slice(0, MAX_LINES + 1) : given), z.array(one).min(1).max(MAX_LINES));

/** A whole number in a query, where everything is text. */
const count = (max: number, otherwise: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,4}$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .pipe(z.int().max(max))
    .prefault(String(otherwise))
    .meta({ override: { type: 'integer', minimum: 1, maximum: max, default: otherwise } });

export const limit = count(100, 20);
export const after = text(1, 1000).optional();
export const page = z.strictObject({ limit, after });

const day = z.iso.date().refine((value) => value >= '1970-01-01', 'must be 1970-01-01 or later');
export const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/** Days from `from` to `to`, both included. */
export const days = <S extends z.ZodRawShape>(more: S) =>
  z.strictObject({ from: day, to: day, ...more }).refine(
    (value) => {
      const { from, to } = value as { from: string; to: string };
      const between = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
      return between >= 1 && between <= MAX_DAYS;
    },
    { path: ['to'], message: `must not be before \`from\`, nor more than ${MAX_DAYS} days from it` },
  );
