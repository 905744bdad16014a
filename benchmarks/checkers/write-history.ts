import { join } from 'node:path';
import { commandIdOf } from '@outgrow/api/credentials';
import { refusalStatuses } from '@outgrow/api/refusal-statuses';
import type { Command } from '@outgrow/domain/commands';
import type { Reply } from '@outgrow/domain/run';
import { between, random } from '@outgrow/harness/random';
import { zipf } from '@outgrow/harness/zipf';
import { FileShop } from './file-shop.ts';
import { LineFile } from './line-file.ts';
import { CUSTOMERS, listMarket, MERCHANTS, named, PRODUCTS } from './list-market.ts';

export interface Planted {
  commands: number;
  /** When the history began, after the market was listed. */
  since: string;
}

interface Visitor {
  session: string;
  left: number;
  keys: number;
  customer: string;
  /** The order it placed last, while it is open. */
  order?: { orderId: string; of: string; q: number } | undefined;
}

/**
 * Makes a journal, as the workloads log it, and the records it left: four reads to a command, 40 visitors at a time, and now and
 * then a crowd that wants one product at once.
 */
export async function writeHistory(folder: string, { operations, seed }: { operations: number; seed: string }): Promise<Planted> {
  using journal = new LineFile(join(folder, 'journal.jsonl'));
  using shop = new FileShop(folder);
  const next = random(seed);
  const merchantRank = zipf(MERCHANTS);
  const productRank = zipf(PRODUCTS);
  let nowMs = BEGIN_MS + 1_000;
  let sessions = 0;
  let commands = 0;

  const merchants = await listMarket(shop, new Date(BEGIN_MS).toISOString());
  const since = new Date(nowMs).toISOString();
  const visitors = Array.from({ length: VISITORS }, arriving);
  const plants = [plantLostOrder, plantStaleRead];
  for (let done = 0; done < operations; done += 1) {
    if (done % CROWD_EVERY === CROWD_EVERY - 1) {
      await crowd();
      done += CROWD - 1;
      continue;
    }
    const at = done % VISITORS;
    const visitor = visitors[at] as Visitor;
    const plant = done >= operations >> 1 ? plants.shift() : undefined;
    if (plant) await plant(visitor);
    else if (next() < 0.8) look(visitor);
    else await act(visitor);
    visitor.left -= 1;
    if (visitor.left === 0) {
      journal.add({ i: visitor.session, end: nowMs + TOOK_MS, late: 0 });
      visitors[at] = arriving();
    }
    // 5,000 operations a second.
    if (done % 5 === 4) nowMs += 1;
  }
  for (const { session } of visitors) journal.add({ i: session, end: nowMs + TOOK_MS });
  return { commands, since };

  function arriving(): Visitor {
    sessions += 1;
    return { session: String(sessions), left: between(next, 4, 10), keys: 0, customer: named('c', between(next, 1, CUSTOMERS)) };
  }

  function somewhere(): { merchantId: string; sku: string } {
    return { merchantId: merchants[merchantRank(next())] as string, sku: named('p', productRank(next()) + 1) };
  }

  function look({ session, order }: Visitor): void {
    const common = {
      i: session,
      t: nowMs,
      e: nowMs + TOOK_MS,
      d: 1 + Math.round(next() * 1_000) / 1_000,
      n: between(next, 0, 1),
    };
    const choice = next();
    if (choice < 0.1) journal.add({ ...common, read: 'search' });
    else if (choice < 0.3 && order) {
      journal.add({ ...common, read: 'order', of: order.orderId, v: shop.order(order.orderId)?.version ?? 0 });
    } else {
      const { merchantId, sku } = somewhere();
      const { version, stock } = shop.product(merchantId, sku) ?? { version: 0, stock: 0 };
      journal.add({ ...common, read: 'product', of: `${merchantId}/${sku}`, v: version, s: stock });
    }
  }

  async function act(visitor: Visitor): Promise<void> {
    const { merchantId, sku } = somewhere();
    const { customer, order } = visitor;
    const [by, staff] = [`customer:${customer}`, `staff:${merchantId}`];
    const product = { merchants: [merchantId], of: `${merchantId}/${sku}` };
    const choice = next();
    const quantity = between(next, 1, 3);
    if (choice < 0.1) {
      const content = { merchantId, sku, priceMinor: between(next, 1, 99) * 100, expectedVersion: null };
      await send(visitor, { type: 'change-price', ...content }, { by: staff, ...product });
    } else if (choice < 0.18) {
      const content = { merchantId, sku, quantity, expectedVersion: null };
      await send(visitor, { type: 'restock', ...content }, { by: staff, ...product, q: quantity });
    } else if (choice < 0.23 && order) {
      visitor.order = undefined;
      const { orderId, of, q } = order;
      const content = { orderId, customerId: customer, expectedVersion: null };
      await send(visitor, { type: 'cancel-order', ...content }, { by, merchants: [of.slice(0, of.indexOf('/'))], of, q });
    } else if (choice < 0.26) {
      const pair = [merchants[between(next, 0, 49)] as string, merchants[between(next, 50, 99)] as string];
      const lines = pair.map((merchantId) => ({ merchantId, sku, quantity }));
      const log = { by, merchants: pair, lines: lines.map((line): [string, number] => [`${line.merchantId}/${sku}`, quantity]) };
      await send(visitor, { type: 'place-basket', customerId: customer, lines }, log);
    } else {
      // One in a hundred is not answered, and every other of those was not applied.
      const unheard = next() < 0.01;
      if (unheard && next() < 0.5) commandLine(visitor, 'place-order', { by, ...product, q: quantity });
      else await buy(visitor, { merchantId, sku, quantity }, { unheard });
    }
  }

  async function buy(visitor: Visitor, line: { merchantId: string; sku: string; quantity: number }, how: How): Promise<void> {
    const { merchantId, sku, quantity } = line;
    const { customer } = visitor;
    const product = { of: `${merchantId}/${sku}`, q: quantity };
    // One that is to be lost names no product: where few have seen its stock, that would give it away as well.
    const log = { by: `customer:${customer}`, merchants: [merchantId], ...(!how.lost && product) };
    const content = { merchantId, customerId: customer, lines: [{ sku, quantity }] };
    const reply = await send(visitor, { type: 'place-order', ...content }, log, how);
    if (reply && !how.lost && !how.unheard) visitor.order = { orderId: reply.orderId, ...product };
  }

  async function send(visitor: Visitor, content: Content, log: Log, { lost = false, unheard = false }: How = {}) {
    const sent = commandLine(visitor, content.type, log);
    const command = { ...content, commandId: sent.commandId, fingerprint: '', by: log.by } as Command;
    const reply = await shop.execute(command, new Date(nowMs).toISOString(), lost);
    journal.add({ ...answerTo(visitor, sent, TOOK_MS), ...(unheard ? { status: 0, code: 'no_answer' } : statusOf(reply)) });
    return 'reply' in reply ? (reply.reply as { orderId: string }) : undefined;
  }

  function answerTo({ session }: Visitor, { key, n }: Sent, tookMs: number) {
    return { i: session, t: nowMs + tookMs, d: tookMs + 0.123, n, key };
  }

  /** All are sent at once, take effect in one sequence and are answered in another: which came first is for the checker to find. */
  async function crowd(): Promise<void> {
    const merchantId = merchants[MERCHANTS - between(next, 1, 20)] as string;
    const sku = named('p', PRODUCTS - between(next, 0, 4));
    const of = `${merchantId}/${sku}`;
    const staff = `staff:${merchantId}`;
    const answers: { t: number; line: object }[] = [];
    const commandsSent = Array.from({ length: CROWD }, (_, at) => {
      const visitor = arriving();
      const quantity = between(next, 1, 3);
      if (at % 4 === 0) return { visitor };
      const [type, by] =
        at % 4 === 1 ? (['restock', staff] as const) : (['place-order', `customer:${visitor.customer}`] as const);
      const content =
        type === 'restock'
          ? { merchantId, sku, quantity, expectedVersion: null }
          : { merchantId, customerId: visitor.customer, lines: [{ sku, quantity }] };
      const sent = commandLine(visitor, type, { by, merchants: [merchantId], of, q: quantity });
      return { visitor, sent, command: { ...content, type, commandId: sent.commandId, fingerprint: '', by } as Command };
    });
    const inEffect = commandsSent.map((one) => ({ one, chance: next() })).sort((a, b) => a.chance - b.chance);
    for (const { one } of inEffect) {
      const { visitor, sent, command } = one;
      const tookMs = between(next, 1, CROWD_MS);
      if (command) {
        const reply = await shop.execute(command, new Date(nowMs).toISOString());
        answers.push({ t: tookMs, line: { ...answerTo(visitor, sent, tookMs), ...statusOf(reply) } });
      } else {
        const { version, stock } = shop.product(merchantId, sku) ?? { version: 0, stock: 0 };
        const times = { t: nowMs, e: nowMs + tookMs, d: tookMs };
        answers.push({ t: tookMs, line: { i: visitor.session, ...times, n: 0, read: 'product', of, v: version, s: stock } });
      }
    }
    for (const { line } of answers.sort((a, b) => a.t - b.t)) journal.add(line);
    nowMs += CROWD_MS;
    for (const { visitor } of commandsSent) journal.add({ i: visitor.session, end: nowMs, late: 0 });
  }

  function commandLine(visitor: Visitor, op: string, { by, ...log }: Log): Sent {
    commands += 1;
    visitor.keys += 1;
    const key = `bench-${visitor.session}-${visitor.keys}`;
    const n = between(next, 0, 1);
    journal.add({ i: visitor.session, t: nowMs, n, op, by, key, ...log });
    return { key, n, commandId: commandIdOf(by, key) };
  }

  /** An order that was accepted and is not there. */
  async function plantLostOrder(visitor: Visitor): Promise<void> {
    const [merchantId, sku] = [merchants[0] as string, 'p0001'];
    // It must not be refused because the product has sold out.
    const log = { by: `staff:${merchantId}`, merchants: [merchantId], of: `${merchantId}/${sku}`, q: 10 };
    await send(visitor, { type: 'restock', merchantId, sku, quantity: 10, expectedVersion: null }, log);
    await buy(visitor, { merchantId, sku, quantity: 1 }, { lost: true });
  }

  /** Another visitor reads the version before the one that was acknowledged. */
  async function plantStaleRead(visitor: Visitor): Promise<void> {
    const [merchantId, sku] = [merchants[0] as string, 'p0001'];
    const log = { by: `staff:${merchantId}`, merchants: [merchantId], of: `${merchantId}/${sku}` };
    await send(visitor, { type: 'change-price', merchantId, sku, priceMinor: 500, expectedVersion: null }, log);
    const { version } = shop.product(merchantId, sku) as { version: number };
    const t = nowMs + TOOK_MS + 1;
    journal.add({ i: 'planted', t, e: t + 1, d: 1, n: 0, read: 'product', of: `${merchantId}/${sku}`, v: version - 1 });
    journal.add({ i: 'planted', end: t + 1 });
  }
}

interface How {
  lost?: boolean;
  unheard?: boolean;
}
interface Log {
  by: string;
  merchants: string[];
  of?: string;
  q?: number;
  lines?: [string, number][];
}
interface Sent {
  key: string;
  n: number;
  commandId: string;
}
type Content = { type: Command['type'] } & { readonly [name: string]: unknown };

function statusOf(reply: Reply): object {
  if ('reply' in reply) return { status: 201, reply: reply.reply };
  return { status: refusalStatuses[reply.rejected], code: reply.rejected };
}

const VISITORS = 40;
// One operation in a hundred is of a crowd.
const CROWD = 10;
const CROWD_EVERY = 1_000;
const CROWD_MS = 20;
const TOOK_MS = 2;
const BEGIN_MS = Date.UTC(2026, 0, 1);
