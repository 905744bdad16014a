import type { AuditRecord, Order } from '@outgrow/domain/records';
import type { Checker } from '../checker.ts';
import { type Commands, commandOf } from '../commands.ts';
import { counted, Violations } from '../violations.ts';

/**
 * Of every order that was placed since the history began, somebody sent the command, to its merchant; and so of every other
 * command that the audit trail has. It keeps the ids of those that nobody sent.
 */
export function phantomOrders(commands: Commands, since: string): Checker {
  const violations = new Violations();
  const phantoms = new Set<string>();
  let placed = 0;
  let recorded = 0;

  function seeOrder(order: Order): void {
    if (order.placedAt < since) return;
    placed += 1;
    const commandId = commandOf(order);
    const command = commands.get(commandId);
    const { orderId, merchantId } = order;
    if (!command) {
      phantoms.add(commandId);
      violations.report(() => `order ${orderId} was placed, but nobody asked for it`);
    } else if (!command.merchants.includes(merchantId))
      violations.report(() => `order ${orderId} was placed, but its ${command.op} was sent to ${command.merchants.join(', ')}`);
  }

  function seeAudit({ commandId, merchantId, type, at }: AuditRecord): void {
    if (at < since) return;
    recorded += 1;
    if (commands.get(commandId) || phantoms.has(commandId)) return;
    phantoms.add(commandId);
    violations.report(() => `${type} ${commandId} took effect at ${merchantId}, but nobody sent it`);
  }

  return {
    seeRecord({ kind, value }) {
      if (kind === 'order') seeOrder(value);
      else if (kind === 'audit') seeAudit(value);
    },
    verdict() {
      const { count, first } = violations;
      const of = `${counted(placed, 'order')} placed and ${counted(recorded, 'audit record')} written since ${since}`;
      const says =
        count === 0
          ? `of ${of}, none was asked for by nobody`
          : `${count.toLocaleString('en')} among ${of} were asked for by nobody`;
      return { checker: 'phantom orders', count, says, first, figures: { placed, recorded } };
    },
  };
}
