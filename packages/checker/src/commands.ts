import type { AnyRecord, Json, Order, Outcome } from '@outgrow/domain/records';
import type { Answered, HistoryEvent, Invoked } from './history.ts';
import { membersOf } from './told.ts';

/** What is kept of a command: what clients know of it over all of its attempts, and what is stored of it. */
export interface Command {
  readonly op: string;
  readonly by: string;
  readonly merchants: readonly string[];
  answer: Answer;
  /** How often it was accepted: more than once where a client repeats what it was told already. */
  accepted: number;
  /** Of an order its total, of a basket its orders, of other replies the version. */
  told: number | readonly ToldOrder[] | undefined;
  /** The order that the reply names, where that is not the one it places itself. */
  toldOrder: string | undefined;
  /** The merchants that hold its outcome, and those that hold an order of it. */
  outcomesAt: readonly string[];
  ordersAt: readonly string[];
}

export interface ToldOrder {
  merchantId: string;
  orderId: string;
  totalMinor: number;
}

/** `no_answer` until an answer is read: the load generator may have been killed in between. */
export interface Answer {
  readonly is: 'accepted' | 'refused' | 'failed' | 'unknown';
  readonly code: string;
}

/**
 * All commands of a history, each a compact entry: 250 bytes with all that the checkers keep, as `npm run bench:checkers` measures; replies are dropped but for the numbers that are
 * compared. This is what grows with a run, so it is capped.
 */
export class Commands {
  readonly #byId = new Map<string, Command>();
  // Names come again and again: one copy of each is kept.
  readonly #names = new Map<string, string>();
  readonly #merchants = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, Answer>();

  readonly #max: number;

  constructor(max = MAX_COMMANDS) {
    this.#max = max;
  }

  /** Must see each event before the checkers that ask. */
  see(event: HistoryEvent): void {
    if (event.is === 'invoked') this.#invoked(event);
    else if (event.is === 'answered') this.#answered(event);
  }

  seeRecord({ kind, value }: AnyRecord): void {
    if (kind === 'outcome') {
      const command = this.#byId.get(value.commandId);
      if (command) command.outcomesAt = joined(command, command.outcomesAt, value);
    } else if (kind === 'order') {
      const command = this.#byId.get(commandOf(value));
      if (command) command.ordersAt = joined(command, command.ordersAt, value);
    }
  }

  get(commandId: string): Command | undefined {
    return this.#byId.get(commandId);
  }

  entries(): Iterable<[commandId: string, Command]> {
    return this.#byId.entries();
  }

  #invoked({ commandId, op, by, merchants }: Invoked): void {
    if (this.#byId.has(commandId)) return;
    if (this.#byId.size >= this.#max) {
      throw new Error(
        `a history of more than ${this.#max} commands does not fit into memory: check shorter runs, or lower the rate`,
      );
    }
    this.#byId.set(flat(commandId), {
      op: this.#name(op),
      by: this.#name(by),
      merchants: this.#named(merchants),
      answer: NO_ANSWER,
      accepted: 0,
      told: undefined,
      toldOrder: undefined,
      outcomesAt: NOWHERE,
      ordersAt: NOWHERE,
    });
  }

  #answered({ commandId, outcome }: Answered): void {
    const command = this.#byId.get(commandId);
    if (!command) return;
    if (outcome.is === 'accepted') {
      command.accepted += 1;
      if (command.accepted === 1) {
        command.told = numbersOf(outcome.reply);
        command.toldOrder = otherOrder(commandId, command, outcome.reply);
      }
    }
    command.answer = merged(command.answer, this.#answer(outcome.is, outcome.is === 'accepted' ? '' : outcome.code));
  }

  #name(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }

  #named(merchants: readonly string[]): readonly string[] {
    const [only = ''] = merchants;
    if (merchants.length !== 1) return [...new Set(merchants)].map((merchantId) => this.#name(merchantId));
    let named = this.#merchants.get(only);
    if (!named) {
      named = [this.#name(only)];
      this.#merchants.set(only, named);
    }
    return named;
  }

  #answer(is: Answer['is'], code: string): Answer {
    const key = `${is} ${code}`;
    let answer = this.#answers.get(key);
    if (!answer) {
      answer = { is, code };
      this.#answers.set(key, answer);
    }
    return answer;
  }
}

/** Half a gigabyte of them. */
export const MAX_COMMANDS = 2_000_000;

/** The command that placed an order: an order's id is its merchant's and its command's. */
export const commandOf = ({ merchantId, orderId }: Pick<Order, 'merchantId' | 'orderId'>): string =>
  orderId.slice(merchantId.length + 1);

/**
 * A later attempt can settle an unknown one only by being accepted: the first may still be on its way when the second is
 * refused. What was accepted stays so, whatever a repeat hears.
 */
function merged(earlier: Answer, later: Answer): Answer {
  if (earlier === NO_ANSWER || later.is === 'accepted') return later;
  return earlier.is === 'unknown' || earlier.is === 'accepted' ? earlier : later;
}

/** What is compared of a reply. */
export function numbersOf(reply: Json): Command['told'] {
  const { totalMinor, version, orders } = membersOf(reply);
  if (Array.isArray(orders)) return orders as unknown as ToldOrder[];
  if (typeof totalMinor === 'number') return totalMinor;
  return typeof version === 'number' ? version : undefined;
}

/** The order that a reply names, where that is not the one this command places: that one's id need not be kept. */
export function otherOrder(commandId: string, { merchants }: Pick<Command, 'merchants'>, reply: Json): string | undefined {
  const { orderId } = membersOf(reply);
  return typeof orderId === 'string' && orderId !== `${merchants[0]}.${commandId}` ? orderId : undefined;
}

// Nearly all commands are of one merchant: they share their list of merchants with the list of where they are stored.
function joined({ merchants }: Command, at: readonly string[], { merchantId }: Pick<Outcome, 'merchantId'>): readonly string[] {
  return merchants.length === 1 && merchants[0] === merchantId && at.length === 0 ? merchants : [...at, merchantId];
}

// The id may be a part cut out of a longer text, which would be kept with it.
const flat = (commandId: string): string => Buffer.from(commandId).toString();

const NO_ANSWER: Answer = { is: 'unknown', code: 'no_answer' };
const NOWHERE: readonly string[] = [];
