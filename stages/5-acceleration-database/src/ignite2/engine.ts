import type { Open, Opened } from '@outgrow/api/opened';
import { IgniteClient } from '@outgrow/ignite-client/client';
import { endpointsOf } from '../endpoints.ts';
import { carts } from './carts.ts';
import { showMetrics } from './client-metrics.ts';
import { Cluster } from './cluster.ts';
import { execute } from './execute.ts';
import { executeFromClient } from './execute-from-client.ts';
import { load } from './load.ts';
import { reads } from './reads.ts';
import { RecordCaches } from './record-caches.ts';
import { RecordReads } from './record-reads.ts';
import { records } from './record-stream.ts';
import { sales } from './sales.ts';
import { search } from './search.ts';
import { Sessions } from './sessions.ts';
import { engineSettings } from './settings.ts';
import { staffKeys } from './staff-keys.ts';
import { systemOfRecord } from './system-of-record.ts';

/** Apache Ignite 2: its nodes hold all there is, and decide on it. */
export const open: Open = async (urls, settings) => {
  if (!urls.cluster) throw new Error('CLUSTER_URL is not set; it names the nodes of the cluster, as host:port,host:port');
  const endpoints = endpointsOf(urls.cluster);
  const { execute: place, answerWithinMs } = engineSettings(settings);
  const client = new IgniteClient({ endpoints, requestTimeoutMs: REQUEST_MS });
  const cluster = new Cluster(client, answerWithinMs);
  const caches = new RecordCaches(client);
  const byKey = new RecordReads(cluster, caches);
  showMetrics(client);

  const opened: Opened = {
    shop: {
      ...reads(cluster, caches, byKey),
      ...search(cluster),
      ...sales(cluster),
      execute: (command) => (place === 'node' ? execute(cluster, command) : executeFromClient(cluster, caches, command)),
      async settle() {},
      records: () => records(cluster, caches),
      load: (stream) => load(cluster, stream),
      systems: { cluster: () => cluster.ping() },
      dispensable: Object.fromEntries(endpoints.map((endpoint, at) => [`node${at + 1}`, () => client.ping(endpoint)])),
      systemOfRecord: systemOfRecord(caches, byKey),
      copies: {},
      close: async () => client.close(),
    },
    sessions: new Sessions(cluster),
    carts: carts(cluster),
    staffKeys: staffKeys(cluster, caches, byKey),
  };
  if (!urls.postgres) return opened;
  const { inFront } = await import('../sync/in-front/in-front.ts');
  return inFront(opened, cluster, urls);
};

/** A node that hangs is out of the cluster by then. */
const REQUEST_MS = 2_800;
