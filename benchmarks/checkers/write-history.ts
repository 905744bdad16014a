import { join } from 'node:path';
import { commandIdOf } from '@outgrow/api/credentials';
import { refusalStatuses } from '@outgrow/api/refusal-statuses';
import type { Command } from '@outgrow/domain/commands';
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
  orderId?: string | undefined;
}

/** Makes a journal, as the workloads log it, and the records it left: four reads to a command, 40 visitors at a time. */
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
  for (let done = 0; done < operations; done += 1) {
    const at = done % VISITORS;
    const visitor = visitors[at] as Visitor;
    if (done === operations >> 1) await plantLostOrder(visitor);
    else if (done === (operations >> 1) + VISITORS) await plantStaleRead(visitor);
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

  function look({ session, orderId }: Visitor): void {
    const common = {
      i: session,
      t: nowMs,
      e: nowMs + TOOK_MS,
      d: 1 + Math.round(next() * 1_000) / 1_000,
      n: between(next, 0, 1),
    };
    const choice = next();
    if (choice < 0.1) journal.add({ ...common, read: 'search' });
    else if (choice < 0.3 && orderId !== undefined) {
      journal.add({ ...common, read: 'order', of: orderId, v: shop.order(orderId)?.version ?? 0 });
    } else {
      const { merchantId, sku } = somewhere();
      const { version, stock } = shop.product(merchantId, sku) ?? { version: 0, stock: 0 };
      journal.add({ ...common, read: 'product', of: `${merchantId}/${sku}`, v: version, s: stock });
    }
  }

  async function act(visitor: Visitor): Promise<void> {
    const { merchantId, sku } = somewhere();
    const { customer, orderId } = visitor;
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
    } else if (choice < 0.23 && orderId !== undefined) {
      visitor.orderId = undefined;
      const content = { orderId, customerId: customer, expectedVersion: null };
      await send(visitor, { type: 'cancel-order', ...content }, { by, merchants: [orderId.slice(0, orderId.indexOf('.'))] });
    } else if (choice < 0.26) {
      // Only among the popular half: of the others, all commands name the one product they concern.
      const pair = [merchants[between(next, 0, 49)] as string, merchants[between(next, 50, 99)] as string];
      const lines = pair.map((merchantId) => ({ merchantId, sku, quantity }));
      await send(visitor, { type: 'place-basket', customerId: customer, lines }, { by, merchants: pair });
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
    const log = { by: `customer:${customer}`, merchants: [merchantId], of: `${merchantId}/${sku}`, q: quantity };
    const content = { merchantId, customerId: customer, lines: [{ sku, quantity }] };
    const reply = await send(visitor, { type: 'place-order', ...content }, log, how);
    if (reply && !how.lost && !how.unheard) visitor.orderId = reply.orderId;
  }

  async function send(visitor: Visitor, content: Content, log: Log, { lost = false, unheard = false }: How = {}) {
    const { key, commandId } = commandLine(visitor, content.type, log);
    const command = { ...content, commandId, fingerprint: '', by: log.by } as Command;
    const reply = await shop.execute(command, new Date(nowMs).toISOString(), lost);
    const common = { i: visitor.session, t: nowMs + TOOK_MS, d: TOOK_MS + 0.123, key };
    if (unheard) journal.add({ ...common, status: 0, code: 'no_answer' });
    else if ('reply' in reply) journal.add({ ...common, status: 201, reply: reply.reply });
    else journal.add({ ...common, status: refusalStatuses[reply.rejected], code: reply.rejected });
    return 'reply' in reply ? (reply.reply as { orderId: string }) : undefined;
  }

  function commandLine(visitor: Visitor, op: string, { by, ...log }: Log): { key: string; commandId: string } {
    commands += 1;
    visitor.keys += 1;
    const key = `bench-${visitor.session}-${visitor.keys}`;
    journal.add({ i: visitor.session, t: nowMs, n: between(next, 0, 1), op, by, key, ...log });
    return { key, commandId: commandIdOf(by, key) };
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
}
type Content = { type: Command['type'] } & { readonly [name: string]: unknown };

const VISITORS = 40;
const TOOK_MS = 2;
const BEGIN_MS = Date.UTC(2026, 0, 1);
