import type { TransportRequestOptions } from '@elastic/elasticsearch';
import { Client, errors } from '@elastic/elasticsearch';
import { traced } from '@outgrow/api/tracing';
import { StoreError } from '@outgrow/domain/store-error';
import { asRecorded, type ProductShape } from '../product-shape.ts';
import { indexName, PRODUCTS, productIndexOf } from './index-schema.ts';

const SYSTEM = 'index';
const REFRESHES_WITHIN_MS = 10_000;
const PINGS_WITHIN_MS = 1_000;

interface IndexClientOptions {
  shape?: ProductShape;
  /** Whether an empty index would be all there is to know; without it, no index is made where there is none. */
  mayBegin?: () => Promise<boolean>;
}

/** What is asked, and the limits it is asked with. */
type Ask<T> = (client: Client, limits: TransportRequestOptions) => Promise<T>;

/** Elasticsearch as the stage sees it: every request is bounded, none is repeated, and what fails is a `StoreError` of the system `index`. */
export class IndexClient {
  /** How products lie in it. */
  readonly shape: ProductShape;
  readonly #mayBegin: () => Promise<boolean>;
  readonly #client: Client;

  /** `url` is http://host:port, or with https. */
  constructor(url: string, { shape = asRecorded, mayBegin = async () => false }: IndexClientOptions = {}) {
    if (!URL.canParse(url) || !/^https?:/.test(url)) {
      throw new Error('the address of the index (INDEX_URL) is not one; it takes http://host:port');
    }
    this.shape = shape;
    this.#mayBegin = mayBegin;
    this.#client = new Client({ node: url, maxRetries: 0, enableMetaHeader: false, agent: { connections: 64 } });
  }

  /** Reads, all within that time. Where there is no index yet, it is made first. */
  async read<T>(operation: string, timeoutMs: number, ask: Ask<T>): Promise<T> {
    const left = timeLeft(timeoutMs);
    try {
      return await this.ask(operation, left(), ask);
    } catch (error) {
      if (typeOf(error) !== 'index_not_found_exception') throw error;
    }
    // Or it has just been replaced by another, and is found under the same name.
    await this.ensure(left);
    return this.ask(operation, left(), ask);
  }

  /** Asks as things are. What is sent and not answered has the outcome `unanswered`, which for writes is unknown. */
  ask<T>(operation: string, timeoutMs: number, ask: Ask<T>, unanswered: StoreError['outcome'] = 'not_applied'): Promise<T> {
    return traced(SYSTEM, operation, async () => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await ask(this.#client, { signal });
      } catch (error) {
        throw failureOf(error, operation, signal.aborted ? `no answer within ${timeoutMs} ms` : undefined, unanswered);
      }
    });
  }

  /**
   * Resolves where there is an index. An empty one is made only where there is nothing to lie in it: one in place of an index that was
   * lost would answer as if nothing were for sale. Of two that make it at once, the second finds it there.
   */
  async ensure(left: () => number): Promise<void> {
    if (await this.#isThere(left())) return;
    if (!(await this.#mayBegin())) throw missing();
    const made = { index: indexName(1), aliases: { [PRODUCTS]: {} }, ...productIndexOf(this.shape) };
    try {
      await this.ask('make the index', left(), (es, limits) => es.indices.create(made, limits));
    } catch (error) {
      if (typeOf(error) !== 'resource_already_exists_exception') throw error;
      if (!(await this.#isThere(left()))) throw missing();
    }
  }

  #isThere(timeoutMs: number): Promise<boolean> {
    return this.ask('look for the index', timeoutMs, (es, limits) => es.indices.existsAlias({ name: PRODUCTS }, limits));
  }

  /** What was written before is found from now on. Of an index that has just been started its shard is waited for. */
  async refresh(name = PRODUCTS): Promise<void> {
    const left = timeLeft(REFRESHES_WITHIN_MS);
    const refreshed = () => this.read('refresh', left(), (es, limits) => es.indices.refresh({ index: name }, limits));
    const isDone = async () => {
      const { _shards: shards } = await refreshed();
      return (shards?.successful ?? 0) > 0;
    };
    // Without its shard a refresh is answered as if it were done.
    if (await isDone()) return;
    await this.ask('wait for the shard', left(), (es, limits) =>
      es.cluster.health({ index: name, wait_for_active_shards: 1, timeout: `${REFRESHES_WITHIN_MS}ms` }, limits),
    );
    if (!(await isDone())) throw new StoreError(SYSTEM, 'not_applied', 'the shard of the index is away: ask again in a moment');
  }

  /** Resolves where searches are answered. */
  async ping(): Promise<void> {
    await this.read('ping', PINGS_WITHIN_MS, (es, limits) =>
      es.search({ index: PRODUCTS, size: 0, terminate_after: 1, track_total_hits: false }, limits),
    );
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** What is left of a time that begins now, in ms; never none, so that who asks with it hears that it is over. */
export function timeLeft(timeoutMs: number): () => number {
  const untilMs = performance.now() + timeoutMs;
  return () => Math.max(1, Math.ceil(untilMs - performance.now()));
}

/** There are products, and no index of them. */
export const missing = (): StoreError =>
  new StoreError(SYSTEM, 'not_applied', 'there is no index of the products: make it anew with "rebuild 2 index"');

/** An item of a bulk request that failed, as the failure of the whole. */
export const itemFailure = (reason: string): StoreError =>
  new StoreError(SYSTEM, 'unknown', `a document was not taken: ${reason}`);

function typeOf(error: unknown): string | undefined {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof errors.ResponseError ? cause.body?.error?.type : undefined;
}

function failureOf(error: unknown, operation: string, late: string | undefined, unanswered: StoreError['outcome']): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error;
  if (!(error instanceof errors.ResponseError)) {
    const outcome = error.message.includes('ECONNREFUSED') ? 'not_applied' : unanswered;
    return new StoreError(SYSTEM, outcome, late ?? error.message, { cause: error });
  }
  const { statusCode = 0 } = error;
  const reason = `${operation} was answered ${statusCode} (${typeOf(error) ?? 'no reason'})`;
  // A request that it does not understand is a mistake here, and must not look like a bad day.
  const isOurs = statusCode >= 400 && statusCode < 500 && ![404, 408, 429].includes(statusCode);
  if (isOurs && typeOf(error) !== 'resource_already_exists_exception') return new Error(`${SYSTEM}: ${reason}`, { cause: error });
  return new StoreError(SYSTEM, statusCode === 429 || statusCode === 404 ? 'not_applied' : unanswered, reason, { cause: error });
}
