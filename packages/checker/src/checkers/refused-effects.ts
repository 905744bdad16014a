import type { Checker } from '../checker.ts';
import type { Commands } from '../commands.ts';
import { counted, Violations } from '../violations.ts';

/** What was refused, or said not to be done, took no effect. */
export function refusedEffects(commands: Commands): Checker {
  return {
    verdict() {
      const violations = new Violations();
      let refused = 0;
      for (const [commandId, { op, answer, outcomesAt, ordersAt }] of commands.entries()) {
        if (answer.is !== 'refused' && answer.is !== 'failed') continue;
        refused += 1;
        const at = new Set([...outcomesAt, ...ordersAt]);
        if (at.size === 0) continue;
        violations.report(() => `${op} ${commandId} was answered ${answer.code}, but took effect at ${[...at].join(', ')}`);
      }
      const { count, first } = violations;
      const says = `${counted(count, 'command')} of ${refused.toLocaleString('en')} that were refused, or not done, took effect`;
      return { checker: 'took effect although refused', count, says, first, figures: { refused } };
    },
  };
}
