import type { Checker } from '../checker.ts';
import { type Commands, commandOf } from '../commands.ts';
import { counted, Violations } from '../violations.ts';

/** Of every order that was placed since the history began, somebody sent the command, to its merchant. */
export function phantomOrders(commands: Commands, since: string): Checker {
  const violations = new Violations();
  let placed = 0;
  return {
    seeRecord({ kind, value }) {
      if (kind !== 'order' || value.placedAt < since) return;
      placed += 1;
      const command = commands.get(commandOf(value));
      const { orderId, merchantId } = value;
      if (!command) violations.report(() => `order ${orderId} was placed, but nobody asked for it`);
      else if (!command.merchants.includes(merchantId))
        violations.report(() => `order ${orderId} was placed, but its ${command.op} was sent to ${command.merchants.join(', ')}`);
    },
    verdict() {
      const { count, first } = violations;
      const says = `${count === 0 ? 'none' : count.toLocaleString('en')} of ${counted(placed, 'order')} placed since ${since} was asked for by nobody`;
      return { checker: 'phantom orders', count, says, first, figures: { placed } };
    },
  };
}
