import type { Json, Order, Outcome, Product } from '@outgrow/domain/records';
import type { Checker } from '../checker.ts';
import { type Command, type Commands, commandOf, numbersOf } from '../commands.ts';
import type { Answered } from '../history.ts';
import { isProduct, membersOf, productName, versionsTold } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/**
 * What was accepted is there, and as it was replied: at every merchant, over the total, in the status, under the version.
 * Besides the commands it keeps a number for each accepted change of a product, the newest price or stock that was told of it,
 * and an entry for each order that was closed.
 */
export function lostWrites(commands: Commands): Checker {
  const violations = new Violations();
  const statuses = new Map<string, string>();
  const versions = new Map<string, number[]>();
  const lastTold = new Map<string, ToldProduct>();
  let storedMinor = 0;

  function seeAccepted({ commandId, outcome }: Answered): void {
    const command = commands.get(commandId);
    // What a repeat hears is the business of another rule.
    if (outcome.is !== 'accepted' || command?.accepted !== 1) return;
    const { orderId, status } = membersOf(outcome.reply);
    if (command.op === 'place-order') {
      const own = `${command.merchants[0]}.${commandId}`;
      if (orderId !== own)
        violations.report(() => `place-order ${commandId} was told of order ${orderId}, not of its own ${own}`);
    } else if (typeof orderId === 'string' && typeof status === 'string') {
      const other = statuses.get(orderId);
      if (other !== undefined) violations.report(() => `order ${orderId} was answered ${other}, then ${status}`);
      statuses.set(orderId, status);
    }
    for (const { of, version } of versionsTold(outcome.reply)) {
      if (!isProduct(of)) continue;
      const told = versions.get(of);
      if (told) told.push(version);
      else versions.set(of, [version]);
      if (version >= (lastTold.get(of)?.version ?? 0)) lastTold.set(of, toldProduct(outcome.reply, version));
    }
  }

  function seeOutcome({ commandId, merchantId, reply }: Outcome): void {
    const command = commands.get(commandId);
    if (command?.answer.is !== 'accepted' || typeof command.told !== 'number') return;
    const { told, op } = command;
    const stored = numbersOf(reply);
    if (typeof stored === 'number' && stored !== told)
      violations.report(() => `${op} ${commandId} was replied ${told}, but ${merchantId} remembers ${stored}`);
  }

  function seeOrder(order: Order): void {
    const { merchantId, orderId, totalMinor } = order;
    const status = statuses.get(orderId);
    if (status !== undefined) {
      statuses.delete(orderId);
      if (status !== order.status)
        violations.report(() => `order ${orderId} was answered ${status}, but is stored as ${order.status}`);
    }
    const command = commands.get(commandOf(order));
    if (!command) return;
    const { by } = command;
    if (by !== `customer:${order.customerId}`)
      violations.report(() => `order ${orderId} of ${by} is stored as ${order.customerId}'s`);
    const toldMinor = totalTold(command, merchantId);
    // A second copy is the business of another rule.
    if (toldMinor === undefined || command.ordersAt.indexOf(merchantId) !== command.ordersAt.length - 1) return;
    storedMinor += totalMinor;
    if (toldMinor !== totalMinor)
      violations.report(() => `order ${orderId} was accepted over ${toldMinor}, but is stored over ${totalMinor}`);
  }

  function seeProduct(product: Product): void {
    const { merchantId, sku, version } = product;
    const of = productName(merchantId, sku);
    const told = versions.get(of);
    if (!told) return;
    versions.delete(of);
    told.sort((a, b) => a - b);
    const last = told.at(-1) ?? 0;
    if (last > version)
      violations.report(() => `product ${of} was changed to version ${last}, but is stored as version ${version}`);
    const { version: lastVersion, priceMinor, stock } = lastTold.get(of) ?? {};
    if (lastVersion === version && priceMinor !== undefined && priceMinor !== product.priceMinor)
      violations.report(() => `product ${of} was given the price ${priceMinor}, but is stored at ${product.priceMinor}`);
    if (lastVersion === version && stock !== undefined && stock !== product.stock)
      violations.report(() => `product ${of} was restocked to ${stock}, but is stored with ${product.stock}`);
    for (const [place, twice] of told.entries()) {
      if (twice === told[place - 1])
        violations.report(() => `two commands were told that they made version ${twice} of product ${of}`);
    }
  }

  function holdCommand(commandId: string, command: Command): void {
    const { op, merchants, outcomesAt, ordersAt } = command;
    const missing = merchants.filter((merchantId) => !outcomesAt.includes(merchantId));
    if (missing.length > 0)
      violations.report(() => `${op} ${commandId} was accepted, but took no effect at ${missing.join(', ')}`);
    if (!op.startsWith('place-')) return;
    for (const merchantId of merchants) {
      if (ordersAt.includes(merchantId) || missing.includes(merchantId)) continue;
      const toldMinor = totalTold(command, merchantId);
      violations.report(() => `order ${merchantId}.${commandId} was accepted over ${toldMinor}, but is not there`);
    }
  }

  return {
    see(event) {
      if (event.is === 'answered') seeAccepted(event);
    },
    seeRecord({ kind, value }) {
      if (kind === 'order') seeOrder(value);
      else if (kind === 'product') seeProduct(value);
      else if (kind === 'outcome') seeOutcome(value);
    },
    verdict() {
      let accepted = 0;
      let repliedMinor = 0;
      for (const [commandId, command] of commands.entries()) {
        if (command.answer.is !== 'accepted') continue;
        accepted += 1;
        for (const merchantId of command.merchants) repliedMinor += totalTold(command, merchantId) ?? 0;
        holdCommand(commandId, command);
      }
      for (const [orderId, status] of statuses)
        violations.report(() => `order ${orderId} was answered ${status}, but is not there`);
      for (const of of versions.keys()) violations.report(() => `product ${of} was changed, but is not there`);
      const { count, first } = violations;
      const says =
        count === 0
          ? `all ${counted(accepted, 'accepted command')} are stored as they were replied`
          : `${counted(count, 'loss', 'losses')} or differences among ${counted(accepted, 'accepted command')}`;
      return { checker: 'lost writes', count, says, first, figures: { accepted, repliedMinor, storedMinor } };
    },
  };
}

/** What the reply with a product's newest version says of it. */
interface ToldProduct {
  version: number;
  priceMinor?: number;
  stock?: number;
}

function toldProduct(reply: Json, version: number): ToldProduct {
  const { priceMinor, stock } = membersOf(reply);
  return { version, ...(typeof priceMinor === 'number' && { priceMinor }), ...(typeof stock === 'number' && { stock }) };
}

/** The total of the order at this merchant, where the command was accepted and places orders. */
function totalTold({ op, told, answer }: Command, merchantId: string): number | undefined {
  if (answer.is !== 'accepted' || !op.startsWith('place-')) return undefined;
  return typeof told === 'object' ? told.find((order) => order.merchantId === merchantId)?.totalMinor : told;
}
