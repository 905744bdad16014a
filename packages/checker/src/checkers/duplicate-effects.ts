import type { Checker } from '../checker.ts';
import { type Commands, commandOf } from '../commands.ts';
import { membersOf } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/** A command that is sent again takes effect once: it leaves one order at a merchant, and a repeat hears the reply of the first. */
export function duplicateEffects(commands: Commands): Checker {
  const violations = new Violations();
  let repeats = 0;
  return {
    see(event) {
      if (event.is !== 'answered' || event.outcome.is !== 'accepted') return;
      const command = commands.get(event.commandId);
      if (!command || command.accepted < 2) return;
      repeats += 1;
      const { told, op } = command;
      const { totalMinor, version } = membersOf(event.outcome.reply);
      const again = totalMinor ?? version;
      // A basket's orders are held against the records, each by itself.
      if (typeof told !== 'number' || told === again) return;
      violations.report(() => `${op} ${event.commandId} was replied ${told}, and to a repeat ${again}`);
    },
    seeRecord({ kind, value }) {
      if (kind !== 'order') return;
      const at = commands.get(commandOf(value))?.ordersAt;
      if (at && at.indexOf(value.merchantId) !== at.length - 1) violations.report(() => `order ${value.orderId} is stored twice`);
    },
    verdict() {
      const { count, first } = violations;
      const says = `${counted(count, 'duplicate effect')}; ${counted(repeats, 'command')} that had been accepted came again`;
      return { checker: 'duplicate effect', count, says, first, figures: { repeats } };
    },
  };
}
