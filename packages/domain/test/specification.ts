import { expect } from 'vitest';
import type { Command } from '../src/commands.ts';
import type { Accepted } from '../src/decide.ts';
import type { GatheredKind, Key } from '../src/keys.ts';
import { keyText } from '../src/keys.ts';
import type { AnyRecord, Json, LedgerEntry, Records } from '../src/records.ts';
import type { Reason, Rejected } from '../src/refusals.ts';
import { MARKET } from './market.ts';
import { merchantsIn, World } from './world.ts';

/** Given what came before, when a command is sent, then it is answered so. The reference data of the market is always there. */
export function given(...history: readonly Before[]) {
  const world = new World([...MARKET, ...history.filter((before) => 'kind' in before)]);
  for (const before of history) {
    if ('kind' in before) continue;
    const command = 'crashed' in before ? before.crashed : before;
    const decision = world.decide(command);
    if ('rejected' in decision) throw new Error(`the history was refused: ${command.commandId} ${JSON.stringify(decision)}`);
    world.apply(decision.changes, 'crashed' in before ? before.partitions : undefined);
  }
  return { when: (command: Command) => new Answered(world, command) };
}

/** What came before: records that were there, commands the shop took, commands that a crash cut off. */
export type Before = AnyRecord | Command | Crashed;

interface Crashed {
  crashed: Command;
  partitions: number;
}

/** A command that was applied at its first partitions only, the highest merchants, since a crash came before the others. */
export const crashed = (command: Command, { partitions }: { partitions: number }): Crashed => ({ crashed: command, partitions });

class Answered {
  readonly #world: World;
  readonly #decision: Accepted | Rejected;

  constructor(world: World, command: Command) {
    this.#world = world;
    this.#decision = world.execute(command);
    if ('reply' in this.#decision) expect(world.breaches(), 'the invariants hold').toEqual([]);
  }

  get reply(): Json {
    return this.#accepted().reply;
  }

  thenReplies(reply: Json): this {
    expect(this.reply).toStrictEqual(reply);
    return this;
  }

  thenRefuses(reason: Reason, detail: Rejected['detail'] = {}): void {
    expect(this.#decision).toStrictEqual({ rejected: reason, detail });
  }

  /** The record under the key has these fields now. */
  andHolds<K extends GatheredKind>(key: Key<K>, fields: Partial<Records[K]>): this {
    expect(this.#world.gather([key])[keyText(key)], keyText(key)).toMatchObject(fields);
    return this;
  }

  /** The partitions it wrote to, in the order in which they are applied. */
  andWritesAt(...merchants: readonly string[]): this {
    expect(merchantsIn(this.#accepted().changes)).toEqual(merchants);
    return this;
  }

  /** The ledger entries it appended. */
  andPosts(...entries: readonly LedgerEntry[]): this {
    const posted = this.#accepted().changes.flatMap((change) =>
      'append' in change && change.append === 'ledger' ? [change.value] : [],
    );
    expect(posted).toEqual(entries);
    return this;
  }

  andChangesNothing(): this {
    expect(this.#accepted().changes).toEqual([]);
    return this;
  }

  #accepted(): Accepted {
    if ('rejected' in this.#decision) throw new Error(`refused: ${JSON.stringify(this.#decision)}`);
    return this.#decision;
  }
}
