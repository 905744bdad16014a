import type { Copy, SystemOfRecord } from '@outgrow/domain/copies';
import type { Change } from '@outgrow/domain/decide';
import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import type { Found, PageRequest, ProductQuery, SearchReads } from '@outgrow/domain/shop';
import { AtOnce } from '../at-once.ts';
import { asRecorded, type ProductShape } from '../product-shape.ts';
import { Rest } from '../rest.ts';
import { indexCopy } from '../sync/index/index-copy.ts';
import { putProducts } from '../sync/index/put-products.ts';
import { rebuild } from '../sync/index/rebuild.ts';
import { IndexClient } from './index-client.ts';
import { foundIn, searchRequest } from './product-search.ts';

export interface IndexLimits {
  toldWithinMs: number;
  foundWithinMs: number;
}

interface IndexOptions extends Partial<IndexLimits> {
  shape?: ProductShape;
}

/** What a request of a client can wait for, with its other work. */
const LIMITS: IndexLimits = { toldWithinMs: 1_000, foundWithinMs: 1_500 };

/** The products in Elasticsearch, as whole documents under their own versions; what is written is found within a second or so. */
export class ProductIndex implements SearchReads {
  readonly #index: IndexClient;
  readonly #recorded: SystemOfRecord;
  readonly #limits: IndexLimits;
  readonly #searches = new AtOnce('index');
  readonly #searchRest = new Rest('index');
  readonly #tellRest = new Rest('index');
  readonly copy: Copy;

  /** Nothing is asked of it yet: it may be away. */
  constructor(url: string, recorded: SystemOfRecord, { shape = asRecorded, ...limits }: IndexOptions = {}) {
    this.#index = new IndexClient(url, { shape, mayBegin: () => holdsNone(recorded) });
    this.#recorded = recorded;
    this.#limits = { ...LIMITS, ...limits };
    this.copy = indexCopy(this.#index, recorded, () => this.rebuild());
  }

  /**
   * Rejects with a `StoreError` within 2 s where the index does not answer, for a moment after that at once, and at once too where many
   * searches wait already: with an index that hangs, other requests are not held up. Rejects with `InvalidCursor` too.
   */
  async search(query: ProductQuery, page: PageRequest): Promise<Found> {
    const { shape } = this.#index;
    const request = searchRequest(query, page, shape);
    const search = () =>
      this.#index.read('search', this.#limits.foundWithinMs, (es, limits) => es.search<object>(request, limits));
    const answer = await this.#searches.run(() => this.#searchRest.run(search));
    return foundIn(answer, query, page, shape);
  }

  /**
   * Takes in the products among the changes, each where it is newer. What nobody knows to be written is read first. Rejects with a
   * `StoreError` where the index does not answer in time, and for a moment after that at once: it has not heard of them then.
   */
  async tell(changes: readonly Change[], outcome: 'committed' | 'unknown'): Promise<void> {
    const products = changes.flatMap((change) => ('put' in change && change.put === 'product' ? [change.value] : []));
    if (products.length === 0) return;
    const written = outcome === 'committed' ? products : await this.#asRecorded(products);
    await this.#tellRest.run(() => putProducts(this.#index, written, { timeoutMs: this.#limits.toldWithinMs }));
  }

  /** Made anew from the system of record; searches and writes go on meanwhile. */
  rebuild(): Promise<number> {
    return rebuild(this.#index, this.#recorded);
  }

  /** What was told before is found from now on. */
  settle(): Promise<void> {
    return this.#index.refresh();
  }

  ping(): Promise<void> {
    return this.#index.ping();
  }

  close(): Promise<void> {
    return this.#index.close();
  }

  async #asRecorded(products: readonly Product[]): Promise<Product[]> {
    const records = await this.#recorded.read(products.map(({ merchantId, sku }) => productKey(merchantId, sku)));
    return records.filter((record) => record !== undefined) as Product[];
  }
}

async function holdsNone(recorded: SystemOfRecord): Promise<boolean> {
  for await (const keys of recorded.keys('product')) if (keys.length > 0) return false;
  return true;
}
