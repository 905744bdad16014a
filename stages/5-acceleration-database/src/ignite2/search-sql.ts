import { PRICE_BANDS } from '@outgrow/domain/shop';

/** What a search is narrowed to. Each makes another statement; what is given is always a parameter. */
export interface Narrowed {
  words: readonly string[];
  categoryId?: string | undefined;
  merchantId?: string | undefined;
}

/** Of the last product on the page before. */
export interface Place {
  rank: number;
  merchantId: string;
  sku: string;
}

export interface Statement {
  sql: string;
  args: (string | number)[];
}

const PRODUCT_COLUMNS =
  'MERCHANT_ID, SKU, NAME, DESCRIPTION, CATEGORY_ID, PRICE_MINOR, CURRENCY, TAX_BASIS_POINTS, STOCK, RECEIVED, VERSION';

/** The products that hold all the words, with their rank behind their columns. Each node sorts its own and hands over no more than `limit`. */
export function pageStatement(narrowed: Narrowed, place: Place | undefined, limit: number): Statement {
  const given = new Parameters();
  const words = narrowed.words.map((word) => given.word(word));
  const rank = rankOf(words);
  const found = `SELECT ${PRODUCT_COLUMNS}, ${rank} AS RANKED FROM PRODUCTS WHERE ${matching(words, narrowed, given)}`;
  const after = place ? `WHERE ${behind(place, given)}` : '';
  const sql = `SELECT * FROM (${found}) AS FOUND ${after} ORDER BY RANKED DESC, MERCHANT_ID, SKU LIMIT ${given.add(limit)}`;
  return { sql, args: given.args };
}

/** How many of the products there are by category and price band, counted from 0. */
export function facetsStatement(narrowed: Narrowed): Statement {
  const given = new Parameters();
  const words = narrowed.words.map((word) => given.word(word));
  const sql = `SELECT CATEGORY_ID, ${BAND} AS BAND, COUNT(*) FROM PRODUCTS WHERE ${matching(words, narrowed, given)}
    GROUP BY CATEGORY_ID, BAND`;
  return { sql, args: given.args };
}

const BAND = `CASE ${PRICE_BANDS.slice(1)
  .map((beforeMinor, band) => `WHEN PRICE_MINOR < ${beforeMinor} THEN ${band}`)
  .join(' ')} ELSE ${PRICE_BANDS.length - 1} END`;

/** The parameters of a word: itself, and as a pattern. */
interface Word {
  text: string;
  pattern: string;
}

/** What is given to a statement. Numbered, since a word stands in it several times. */
class Parameters {
  readonly args: (string | number)[] = [];

  add(value: string | number): string {
    return `?${this.args.push(value)}`;
  }

  word(word: string): Word {
    return { text: this.add(word), pattern: this.add(`%${word}%`) };
  }
}

const matching = (words: readonly Word[], { merchantId, categoryId }: Narrowed, given: Parameters): string =>
  [
    ...(merchantId === undefined ? [] : [`MERCHANT_ID = ${given.add(merchantId)}`]),
    ...(categoryId === undefined ? [] : [`CATEGORY_ID = ${given.add(categoryId)}`]),
    ...words.map(({ pattern }) => `(LOWER(NAME) LIKE ${pattern} OR LOWER(DESCRIPTION) LIKE ${pattern})`),
  ].join(' AND ');

/** First by how many of the words are in the name, then by how often they all stand in the two texts. */
const rankOf = (words: readonly Word[]): string => {
  const inName = words.map(({ pattern }) => `CASE WHEN LOWER(NAME) LIKE ${pattern} THEN 1 ELSE 0 END`).join(' + ');
  const times = words.flatMap((word) => [timesIn('NAME', word), timesIn('DESCRIPTION', word)]).join(' + ');
  return `CAST(1000 * (${inName}) + LEAST(999, ${times}) AS INTEGER)`;
};

/** How often a word stands in a text: what is missing when it is taken out, in words. */
const timesIn = (column: string, { text }: Word): string =>
  `(LENGTH(LOWER(${column})) - LENGTH(REPLACE(LOWER(${column}), ${text}, ''))) / LENGTH(${text})`;

function behind({ rank, merchantId, sku }: Place, given: Parameters): string {
  const [ranked, merchant, product] = [given.add(rank), given.add(merchantId), given.add(sku)];
  return `RANKED < ${ranked} OR RANKED = ${ranked} AND (MERCHANT_ID > ${merchant} OR MERCHANT_ID = ${merchant} AND SKU > ${product})`;
}
