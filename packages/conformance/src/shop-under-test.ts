import type { Opened } from '@outgrow/api/opened';
import type { Copies } from '@outgrow/domain/copies';
import type { Order, Product } from '@outgrow/domain/records';
import { market } from '@outgrow/harness/market';
import { customerIdOf } from '@outgrow/harness/market/catalogue';
import { customerSecret, staffSecret } from '@outgrow/harness/market/secrets';
import { startStage } from '@outgrow/harness/running';
import { openOf } from '@outgrow/harness/stages';
import type { RunningStage, Stage } from '@outgrow/services/stage';
import { accepted } from './accepted.ts';
import { Acknowledged } from './acknowledged.ts';
import { type Books, booksOf } from './books.ts';
import { Client, type To } from './client.ts';
import { Contract, type OpenApi } from './contract.ts';
import { linesOf, written } from './record-lines.ts';
import type { Listed, NewKey, Registered } from './replies.ts';
import { Wire } from './wire.ts';

const MARKET = { seed: 'conformance', merchants: 4, products: 6, customers: 800, orders: 0 } as const;

/** Starts a stage in two instances with a small market in it. */
export async function startShop(stage: Stage): Promise<ShopUnderTest> {
  await using started = new AsyncDisposableStack();
  const running = started.use(await startStage(stage, { instances: 2, servers: [], settings: {} }));
  const opened = await (await openOf(stage))(running.urls, {});
  started.defer(() => opened.shop.close());
  await opened.shop.load(market(MARKET));

  const wire = new Wire();
  started.defer(() => wire.close());
  const heard = await wire.exchange(running.appUrls[0] ?? '', { method: 'GET', path: '/openapi.json', headers: {} });
  const contract = new Contract(JSON.parse(heard.text) as OpenApi);
  const owned = started.move();
  const to = { wire, contract, acknowledged: new Acknowledged(), urls: running.appUrls };
  const shared = { running, opened, to, customers: 0, staffKeys: new Map() };
  return new ShopUnderTest(shared, 'conformance', () => owned.disposeAsync());
}

interface Shared {
  running: RunningStage;
  opened: Opened;
  to: To;
  /** How many customers have been handed out. */
  customers: number;
  /** The keys that were issued, by merchant. */
  staffKeys: Map<string, string>;
}

/** A product to be listed; what is left out is of no matter to the promise. */
export interface Goods {
  priceMinor?: number;
  stock?: number;
  name?: string;
  description?: string;
  categoryId?: string;
}

/** A merchant that a case has made for itself, and its staff. */
export interface Stall {
  merchantId: string;
  staff: Client;
}

/** A running stage as a promise sees it: over HTTP, and its records where it must be certain that nothing was written. */
export class ShopUnderTest {
  readonly running: RunningStage;
  readonly as: {
    anonymous: Client;
    operator: Client;
    staff(merchantId: string): Client;
    /** Signs a customer in: the one named, or else one that nobody has used yet. */
    shopper(customerId?: string): Promise<Client>;
  };
  readonly stop: () => Promise<void>;
  readonly #shared: Shared;
  readonly #case: string;

  constructor(shared: Shared, name: string, stop: () => Promise<void>) {
    this.#shared = shared;
    this.#case = name;
    this.stop = stop;
    this.running = shared.running;
    this.as = {
      anonymous: new Client('anonymous', {}, shared.to),
      operator: new Client('operator', bearer(shared.running.operatorKey), shared.to),
      staff: (merchantId) => this.#staff(merchantId),
      shopper: (customerId = this.newCustomer()) => this.#shopper(customerId),
    };
  }

  /** The same shop for one case, whose idempotency keys and merchants are its own. */
  inCase(name: string): ShopUnderTest {
    return new ShopUnderTest(this.#shared, name, this.stop);
  }

  /** The orders that were acknowledged so far, in all cases. */
  get acknowledged(): ReadonlySet<string> {
    return this.#shared.to.acknowledged.orderIds;
  }

  get document(): OpenApi {
    return this.#shared.to.contract.document;
  }

  /** An idempotency key that is fixed and tells where it was used. */
  key(name: string): string {
    return `${this.#case}/${name}`.replace(/[^A-Za-z0-9/]+/g, '-').slice(-200);
  }

  newCustomer(): string {
    const rank = this.#shared.customers++;
    if (rank >= MARKET.customers) throw new Error(`all ${MARKET.customers} customers are used: seed more of them`);
    return customerIdOf(rank);
  }

  secretOf(customerId: string): string {
    return customerSecret(MARKET.seed, customerId);
  }

  /** Opens a merchant, issues a key to its staff and lists its products, by sku. */
  async merchant(name: string, goods: Readonly<Record<string, Goods>> = {}, currency = 'EUR'): Promise<Stall> {
    const { operator } = this.as;
    const opening = { name, categoryId: 'kitchen', currency };
    const { merchantId } = accepted(
      await operator.post<Registered>('/v1/merchants', opening, { key: this.key(`open ${name}`) }),
      201,
    );
    const { key } = accepted(await operator.post<NewKey>(`/v1/merchants/${merchantId}/keys`, undefined), 201);
    this.#shared.staffKeys.set(merchantId, key);
    const staff = this.as.staff(merchantId);
    for (const [sku, { priceMinor = 2_500, stock = 100, ...words }] of Object.entries(goods)) {
      const product = { sku, name: sku, description: '', categoryId: 'kitchen', ...words, priceMinor, stock };
      accepted(
        await staff.post<Listed>(`/v1/merchants/${merchantId}/products`, product, { key: this.key(`list ${name} ${sku}`) }),
        201,
      );
    }
    return { merchantId, staff };
  }

  /** Waits until what was acknowledged so far can be read everywhere. */
  async settle(): Promise<void> {
    const { operator } = this.as;
    const all = this.running.appUrls.map(async (url) => accepted(await operator.at(url).post('/v1/ops/settle', undefined), 204));
    await Promise.all(all);
  }

  /** A merchant's books at rest. */
  async books(merchantId: string): Promise<Books> {
    await this.settle();
    return booksOf(this.as.operator, merchantId);
  }

  /** A product at rest. */
  async product(merchantId: string, sku: string): Promise<Product> {
    await this.settle();
    return accepted(await this.as.anonymous.get<Product>(`/v1/merchants/${merchantId}/products/${sku}`));
  }

  async stock(merchantId: string, sku: string): Promise<number> {
    return (await this.product(merchantId, sku)).stock;
  }

  /** An order at rest. */
  async order(orderId: string): Promise<Order> {
    await this.settle();
    return accepted(await this.as.operator.get<Order>(`/v1/orders/${orderId}`));
  }

  records() {
    return this.#shared.opened.shop.records();
  }

  /** Where the records lie besides the database, past HTTP. */
  get copies(): Copies {
    return this.#shared.opened.shop;
  }

  /** What changes in the records while something is done, one line for each record: nothing, where nothing was written. */
  async written(work: () => Promise<unknown>): Promise<string[]> {
    await this.settle();
    const before = await linesOf(this.records());
    await work();
    await this.settle();
    return written(before, await linesOf(this.records()));
  }

  #staff(merchantId: string): Client {
    const key = this.#shared.staffKeys.get(merchantId) ?? staffSecret(MARKET.seed, merchantId);
    return new Client(`staff:${merchantId}`, bearer(key), this.#shared.to);
  }

  async #shopper(customerId: string): Promise<Client> {
    const answer = await this.as.anonymous.post('/v1/session', { customerId, secret: this.secretOf(customerId) });
    accepted(answer, 201);
    return this.holding(sessionCookie(answer.headers['set-cookie']), customerId);
  }

  /** Somebody who sends this cookie. */
  holding(cookie: string, customerId = 'nobody'): Client {
    return new Client(`customer:${customerId}`, { cookie }, this.#shared.to);
  }

  /** Somebody who sends these credentials. */
  sending(credentials: Readonly<Record<string, string>>, principal = 'somebody'): Client {
    return new Client(principal, credentials, this.#shared.to);
  }
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const sessionCookie = (setCookie: readonly string[] = []): string => setCookie[0]?.split(';')[0] ?? '';
