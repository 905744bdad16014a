import { elasticsearchGet } from './elasticsearch-request.ts';
import { samplerOf } from './sampler-of.ts';
import type { Sampler } from './service.ts';

const BYTES_PER_MIB = 1024 * 1024;
const STATS = '/_nodes/_local/stats/indices,jvm,thread_pool?filter_path=';
const FIELDS = [
  'indices.docs.count',
  'indices.store.size_in_bytes',
  'indices.indexing.index_total',
  'indices.indexing.delete_total',
  'indices.search.query_total',
  'indices.get.total',
  'indices.refresh.total',
  'indices.merges.total',
  'jvm.mem.heap_used_in_bytes',
  'thread_pool.*.queue',
  'thread_pool.*.rejected',
].map((field) => `nodes.*.${field}`);

/**
 * What the node tells of itself, each time anew: a sample fails while the server does not answer. The counters begin anew with each
 * start of the server. `docs` are those that a search could find, so they follow the refreshes; `searchesTotal` counts one for each
 * shard that a search asks. The queues are those of writing and of searching at this moment; `rejectedTotal` is what found them full.
 */
export const elasticsearchSampler = (url: string): Promise<Sampler> => samplerOf(() => sampleOf(url));

interface Stats {
  indices: {
    docs: { count: number };
    store: { size_in_bytes: number };
    indexing: { index_total: number; delete_total: number };
    search: { query_total: number };
    get: { total: number };
    refresh: { total: number };
    merges: { total: number };
  };
  jvm: { mem: { heap_used_in_bytes: number } };
  thread_pool: Readonly<Record<string, { queue: number; rejected: number }>>;
}

async function sampleOf(url: string): Promise<Record<string, number>> {
  const { nodes } = await elasticsearchGet<{ nodes: Record<string, Stats> }>(url, `${STATS}${FIELDS.join()}`);
  const [stats] = Object.values(nodes);
  if (!stats) throw new Error('Elasticsearch told no statistics.');
  const { indices, jvm, thread_pool: pools } = stats;
  return {
    docs: indices.docs.count,
    storeMiB: indices.store.size_in_bytes / BYTES_PER_MIB,
    indexedTotal: indices.indexing.index_total,
    deletedTotal: indices.indexing.delete_total,
    searchesTotal: indices.search.query_total,
    getsTotal: indices.get.total,
    refreshesTotal: indices.refresh.total,
    mergesTotal: indices.merges.total,
    heapUsedMiB: jvm.mem.heap_used_in_bytes / BYTES_PER_MIB,
    writeQueue: pools.write?.queue ?? 0,
    searchQueue: pools.search?.queue ?? 0,
    rejectedTotal: Object.values(pools).reduce((sum, pool) => sum + pool.rejected, 0),
  };
}
