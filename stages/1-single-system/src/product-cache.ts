import { keyText, productKey } from '@outgrow/domain/keys';
import type { MerchantId, Product } from '@outgrow/domain/records';
import { LRUCache } from 'lru-cache';

/** `lease`: a load under way when its product is written is not kept. `none`: it is, and may put the row of before the write back. */
export type CacheGuard = 'lease' | 'none';

type Load = (merchantId: MerchantId, sku: string) => Promise<Product | undefined>;

/**
 * Products this instance read lately. It forgets what it writes itself; what another instance writes it sees when the entry
 * has grown too old.
 */
export class ProductCache {
  readonly #products: LRUCache<string, Product>;
  readonly #loading = new Map<string, Promise<Product | undefined>>();
  readonly #load: Load;
  readonly #guard: CacheGuard;
  hits = 0;
  misses = 0;

  constructor(load: Load, { products, ttlMs, guard }: { products: number; ttlMs: number; guard: CacheGuard }) {
    this.#load = load;
    this.#guard = guard;
    // The clock is not asked at every read.
    this.#products = new LRUCache({ max: products, ttl: ttlMs, ttlResolution: Math.ceil(ttlMs / 100) });
  }

  async get(merchantId: MerchantId, sku: string): Promise<Product | undefined> {
    const key = keyText(productKey(merchantId, sku));
    const held = this.#products.get(key);
    if (held) {
      this.hits += 1;
      return held;
    }
    this.misses += 1;
    return this.#loading.get(key) ?? this.#fill(key, merchantId, sku);
  }

  /** Under a lease a load under way is let go too: it may have read the row of before the write, and must not bring it back. */
  forget(merchantId: MerchantId, sku: string): void {
    const key = keyText(productKey(merchantId, sku));
    this.#products.delete(key);
    if (this.#guard === 'lease') this.#loading.delete(key);
  }

  clear(): void {
    this.#products.clear();
    this.#loading.clear();
  }

  async #fill(key: string, merchantId: MerchantId, sku: string): Promise<Product | undefined> {
    const loading = this.#load(merchantId, sku);
    this.#loading.set(key, loading);
    try {
      const product = await loading;
      if (product && this.#loading.get(key) === loading) this.#products.set(key, product);
      return product;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }
}
