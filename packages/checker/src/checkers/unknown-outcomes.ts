import type { Checker } from '../checker.ts';
import type { Commands } from '../commands.ts';
import { counted } from '../violations.ts';

/** What became of the commands that nobody could tell the outcome of. Either is right, so that it counts no violations. */
export function unknownOutcomes(commands: Commands): Checker {
  return {
    verdict() {
      let unknown = 0;
      let applied = 0;
      for (const [, { answer, outcomesAt }] of commands.entries()) {
        if (answer.is !== 'unknown') continue;
        unknown += 1;
        if (outcomesAt.length > 0) applied += 1;
      }
      const says = `${counted(unknown, 'command')} of unknown outcome, of which ${applied.toLocaleString('en')} turned out to be applied`;
      return { checker: 'unknown outcomes', count: 0, says, first: [], figures: { unknown, applied } };
    },
  };
}
