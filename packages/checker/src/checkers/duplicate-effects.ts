import type { Checker } from '../checker.ts';
import { type Command, type Commands, commandOf, numbersOf, otherOrder } from '../commands.ts';
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
      const { commandId, outcome } = event;
      const first = inWords(command);
      const again = inWords({ told: numbersOf(outcome.reply), toldOrder: otherOrder(commandId, command, outcome.reply) });
      if (first !== again) violations.report(() => `${command.op} ${commandId} was replied ${first}, and to a repeat ${again}`);
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

/** All that is compared of a reply; a basket's orders come in any sequence. */
function inWords({ told, toldOrder }: Pick<Command, 'told' | 'toldOrder'>): string {
  const numbers =
    typeof told === 'object'
      ? told.map(({ orderId, totalMinor }) => `${orderId} over ${totalMinor}`).sort()
      : [told ?? 'nothing'];
  return [...(toldOrder === undefined ? [] : [`order ${toldOrder}`]), ...numbers].join(', ');
}
