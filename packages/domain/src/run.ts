import type { Command } from './commands.ts';
import type { Change, Decision, Given } from './decide.ts';
import { decide } from './decide.ts';
import type { Key, Seen } from './keys.ts';
import type { Json } from './records.ts';
import type { Rejected } from './refusals.ts';

/** The rules broke down at a command. Whatever it ran beside, no system failed: it is a bug. */
export class RulesFailed extends Error {
  override readonly name = 'RulesFailed';
}

export type Reply = { reply: Json } | Rejected;

/** What a stage does to make one command one step. `apply` gets at least one change. */
export interface Step {
  /** The records under the keys; a key that holds nothing is in the result, with `null`. */
  gather(keys: readonly Key[]): Promise<Seen>;
  apply(changes: readonly Change[]): Promise<void>;
}

/** Watches the parts of a command go by, for traces. `work` must be called once and its result returned. */
export type Observe = <T>(part: 'gather' | 'decide' | 'apply', work: () => T) => T;

const unobserved: Observe = (_part, work) => work();

/** Gather, decide, apply: the loop that every stage runs, round by round until the decision is made. */
export async function run(command: Command, step: Step, given: Given, observe: Observe = unobserved): Promise<Reply> {
  let seen: Seen = {};
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const decision = observe('decide', () => decided(command, seen, given));
    if ('rejected' in decision) return decision;
    if ('reply' in decision) {
      if (decision.changes.length > 0) await observe('apply', () => step.apply(decision.changes));
      return { reply: decision.reply };
    }
    const found = await observe('gather', () => step.gather(decision.gather));
    seen = round === 1 ? found : together(seen, found);
  }
  throw new RulesFailed(`${command.type} was not decided in ${MAX_ROUNDS} rounds`);
}

function decided(command: Command, seen: Seen, given: Given): Decision {
  try {
    return decide(command, seen, given);
  } catch (error) {
    throw new RulesFailed((error as Error).message, { cause: error });
  }
}

// Without a prototype it is a dictionary to the engine, which would otherwise learn a new shape of object for every new key.
const together = (seen: Seen, found: Seen): Seen => Object.assign(Object.create(null), seen, found);

const MAX_ROUNDS = 4;
