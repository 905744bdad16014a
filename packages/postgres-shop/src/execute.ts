import { hash } from 'node:crypto';
import { observe, traced } from '@outgrow/api/tracing';
import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Change, Given } from '@outgrow/domain/decide';
import { needsOf } from '@outgrow/domain/decide';
import type { Key, Seen } from '@outgrow/domain/keys';
import { has, read } from '@outgrow/domain/keys';
import type { Reply } from '@outgrow/domain/run';
import { run } from '@outgrow/domain/run';
import { StoreError } from '@outgrow/domain/store-error';
import { applying } from './apply.ts';
import type { Client, Database } from './database.ts';
import { isRefusedByServer, sqlState, unknown } from './database.ts';
import { gathered, gathering } from './gather.ts';
import type { Result, Statement } from './round-trip.ts';
import { roundTrip, textArray } from './round-trip.ts';

/**
 * One command, one Postgres transaction (READ COMMITTED), two round trips: BEGIN, lock and gather go out together, then
 * apply and COMMIT. The heads are locked, lowest merchant first, by a statement before all other reads, so that what is read
 * after it is what the holder before has committed.
 */
export async function execute(database: Database, command: Command, around: Around = {}): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.with((client) => new Transaction(client, command, around).run());
    } catch (error) {
      // A merchant that is being registered has no head to lock: of two that register it, the second meets the first's rows.
      if (attempt === ATTEMPTS || !RACES.has(sqlState(error) ?? '')) throw error;
    }
  }
}

/** What else a stage does about the changes of a command. */
export interface Around {
  /** Statements that are run after the changes and before the commit, in the same round trip. */
  within?(changes: readonly Change[]): readonly Statement[];
  /**
   * Hears of the changes that were written (`committed`), or nobody knows whether (`unknown`), after the transaction's end. Where the command was
   * here before, it hears of its records as they are: when the first attempt was given up as unknown, who looked again may have seen the old ones.
   */
  changed?(changes: readonly Change[], outcome: 'committed' | 'unknown'): void;
}

class Transaction {
  readonly #client: Client;
  readonly #command: Command;
  readonly #around: Around;
  #isOpen = false;
  #hasApplied = false;
  /** Put together at a repeat alone: doing so costs every command, and few are one. */
  readonly #found: Seen[] = [];

  constructor(client: Client, command: Command, around: Around) {
    this.#client = client;
    this.#command = command;
    this.#around = around;
  }

  async run(): Promise<Reply> {
    const step = {
      gather: (keys: readonly Key[]) => this.#gather(keys),
      apply: (changes: readonly Change[]) => this.#apply(changes),
    };
    let repeated: readonly Change[] = [];
    try {
      const reply = await run(this.#command, step, given(), observe);
      if ('reply' in reply && !this.#hasApplied) repeated = await this.#asRecorded();
      return reply;
    } catch (error) {
      // Its connection is closed then, and the transaction ends with it: a server that hangs is not asked for that as well.
      if (!isRefusedByServer(error)) this.#isOpen = false;
      throw error;
    } finally {
      // Where this fails too, its error is thrown instead: a connection with an open transaction must not go back to the pool.
      if (this.#isOpen) await this.#send('rollback', [ROLLBACK]);
      if (repeated.length > 0) this.#around.changed?.(repeated, 'committed');
    }
  }

  async #gather(keys: readonly Key[]): Promise<Seen> {
    const first = this.#isOpen ? [] : [BEGIN, lockHeads(this.#command)];
    this.#isOpen = true;
    const results = await this.#send('gather', [...first, gathering(keys)]);
    const found = gathered(keys, results[first.length] ?? { tag: '', rows: [] });
    this.#found.push(found);
    return found;
  }

  /** The records of a command that was here before, as they are under its lock. */
  async #asRecorded(): Promise<Change[]> {
    if (!this.#around.changed) return [];
    const before: Seen = Object.assign({}, ...this.#found);
    const missing = needsOf(this.#command, before).filter((key) => !has(before, key));
    const seen = missing.length > 0 ? { ...before, ...(await this.#gather(missing)) } : before;
    return needsOf(this.#command, seen).flatMap((key) => {
      const value = read(seen, key);
      return value && PUT.has(key.kind) ? [{ put: key.kind, value } as Change] : [];
    });
  }

  #send(operation: string, statements: readonly Statement[]): Promise<Result[]> {
    return traced('postgres', operation, () => roundTrip(this.#client, statements));
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const { within, changed } = this.#around;
    this.#hasApplied = true;
    try {
      const results = await this.#send('apply and commit', [applying(changes), ...(within?.(changes) ?? []), COMMIT]);
      this.#isOpen = false;
      const end = results.at(-1);
      // COMMIT of a transaction in which a statement failed succeeds, with another tag.
      if (end?.tag !== 'COMMIT') throw new StoreError('postgres', 'not_applied', `COMMIT was answered ${end?.tag}`);
    } catch (error) {
      if (error instanceof StoreError || isRefusedByServer(error)) throw error;
      this.#isOpen = false;
      changed?.(changes, 'unknown');
      throw unknown('postgres', error);
    }
    changed?.(changes, 'committed');
  }
}

const lockHeads = (command: Command): Statement => ({
  name: 'lock heads',
  text: LOCK_HEADS,
  values: [textArray(merchantsOf(command))],
});

const given = (): Given => ({ now: new Date().toISOString(), sha256: (text) => hash('sha256', text, 'hex') });

export const LOCK_HEADS = 'SELECT FROM heads WHERE merchant_id = ANY($1::text[]) ORDER BY merchant_id FOR UPDATE';
const BEGIN: Statement = { name: 'begin', text: 'BEGIN', values: [] };
const COMMIT: Statement = { name: 'commit', text: 'COMMIT', values: [] };
const ROLLBACK: Statement = { name: 'rollback', text: 'ROLLBACK', values: [] };
/** Of what a command may look at, what it may change. */
const PUT: ReadonlySet<string> = new Set(['merchant', 'product', 'order', 'account'] satisfies Extract<
  Change,
  { put: string }
>['put'][]);
const ATTEMPTS = 2;
const UNIQUE_VIOLATION = '23505';
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const RACES = new Set([UNIQUE_VIOLATION, SERIALIZATION_FAILURE, DEADLOCK]);
