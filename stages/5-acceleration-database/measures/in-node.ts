import { randomBytes } from 'node:crypto';
import { createHistogram } from 'node:perf_hooks';
import type { PlaceOrder } from '@outgrow/domain/commands';
import type { IgniteClient } from '@outgrow/ignite-client/client';
import type { StartedIgnite } from '@outgrow/services/ignite';
import type { Servers, StageMeasure } from '@outgrow/services/stage';
import { argumentOf } from '../src/ignite2/execute.ts';
import { measuredMerchant } from './measured-merchant.ts';
import { ask, onCluster } from './on-cluster.ts';

/**
 * Transactions in the node where the data lies, in one thread, and the same order from a client. `parts`, separated by spaces, of which
 * each gives `<part>P50Us`, `<part>P99Us` and others:
 * `floor` one get and two puts; `keys4` so many keys read and written; `plain` the reads and writes of an order in Java; `order` the order
 * as the shop places it, decided in GraalJS, and `orderMessages`, what the nodes sent each other for one; `client` the same through the
 * client, one after the other; `writers16` so many writers at one merchant.
 * `backups` gives the caches of floor and keys other backups than the shop's; `warmUpMs` and `runMs` say how long each part lasts. With `warmedFirst`
 * each part is warmed up once before any is recorded: they share most of their code, and the first would else pay for it.
 */
export const inNode: StageMeasure = ({ urls, servers }, { parts = PARTS, ...settings }, { progress = () => {}, signal }) =>
  onCluster({ urls }, async (client) => {
    const figures: Record<string, number> = {};
    // All at one merchant, and so on one node: what one part has warmed up the next one finds warm.
    await using merchant = await measuredMerchant(client);
    const { merchantId } = merchant;
    const all = String(parts).split(' ');
    const measure = (part: string, also: Readonly<Record<string, number>> = {}) =>
      measured(client, servers, part, { ...settings, ...also, merchantId, customerId: CUSTOMER });
    for (const part of settings.warmedFirst ? all : []) {
      signal?.throwIfAborted();
      progress(`warming up inside the node: ${part}`);
      await measure(part, { runMs: 1 });
    }
    for (const part of all) {
      signal?.throwIfAborted();
      progress(`measuring inside the node: ${part}`);
      const found = await measure(part);
      for (const [name, value] of Object.entries(found)) figures[`${part}${name}`] = value;
    }
    return figures;
  });

type Figures = Record<string, number>;
type Settings = Readonly<Record<string, string | number>> & { merchantId: string };

async function measured(client: IgniteClient, servers: Servers, part: string, settings: Settings): Promise<Figures> {
  if (part === 'client') return fromClient(client, settings);
  const { merchantId } = settings;
  const [, name = '', count] = /^([a-z]+)(\d+)?$/.exec(part) ?? [];
  if (name === 'floor') return ask<Figures>(client, IN_NODE, { ...settings, what: name, merchantId: undefined });
  if (name === 'keys')
    return ask<Figures>(client, IN_NODE, { ...settings, what: name, keys: Number(count), merchantId: undefined });
  const before = await messagesSent(servers);
  const figures = await ask<Figures>(client, IN_NODE, { ...settings, what: name, writers: Number(count) }, merchantId);
  const messages = (await messagesSent(servers)) - before;
  return name === 'order' ? { ...figures, Messages: messages / (figures.AllRuns ?? Number.NaN) } : figures;
}

/** As an app sends it, but one after the other. */
async function fromClient(client: IgniteClient, { merchantId, warmUpMs = 1_500, runMs = 1_500 }: Settings): Promise<Figures> {
  const histogram = createHistogram({ lowest: 1, highest: 60_000_000_000, figures: 3 });
  let seconds = 0;
  const startMs = performance.now();
  for (let at = 0, nowMs = startMs; nowMs < startMs + Number(warmUpMs) + Number(runMs); at += 1) {
    const answer = await client.execute('outgrow.shop.Execute', argumentOf(orderOf(merchantId, at)), {
      near: { cache: 'HEADS', key: merchantId },
      timeoutMs: 10_000,
      idempotent: true,
    });
    if (!String(answer).startsWith('{"reply"')) throw new Error(`an order was answered ${answer}`);
    const endMs = performance.now();
    if (nowMs >= startMs + Number(warmUpMs)) {
      histogram.record(Math.max(1, Math.round((endMs - nowMs) * 1e6)));
      seconds += (endMs - nowMs) / 1e3;
    }
    nowMs = endMs;
  }
  const us = (percent: number) => histogram.percentile(percent) / 1e3;
  return {
    P50Us: us(50),
    P99Us: us(99),
    MaxUs: histogram.max / 1e3,
    Runs: histogram.count,
    PerSecond: histogram.count / seconds,
  };
}

const orderOf = (merchantId: string, at: number): PlaceOrder => ({
  type: 'place-order',
  commandId: randomBytes(16).toString('hex'),
  fingerprint: 'measured',
  by: 'measured',
  merchantId,
  customerId: CUSTOMER,
  lines: [0, 1].map((line) => ({ sku: `p${(2 * at + line) % 20}`, quantity: 1 })),
});

async function messagesSent(servers: Servers): Promise<number> {
  const nodes = Object.values(servers).filter(({ kind }) => kind === 'ignite') as StartedIgnite[];
  const sent = await Promise.all(nodes.map(async (node) => (await node.status()).messagesSentTotal));
  return sent.reduce((sum, count) => sum + count, 0);
}

const IN_NODE = 'outgrow.measure.InNode';
const PARTS = 'floor plain order client';
/** One that every market has. */
const CUSTOMER = 'c0001';
