import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../src/commands.ts';
import { rules } from '../src/rules.ts';
import type { Event } from './any-command.ts';
import { anyEvent, morning } from './any-command.ts';
import { cancelOrder, MARKET, shipOrder } from './market.ts';
import { World } from './world.ts';

/** Another one each time; it stands in the name of the suite, and the variable replays it. */
const seed = Number(process.env.OUTGROW_SEED ?? Date.now() % 2 ** 31);

/** A machine that is busy lives fewer days instead of failing. */
const LIMIT_MS = 8000;

describe(`any sequence of commands (OUTGROW_SEED=${seed})`, () => {
  test(
    'keeps the invariants, and a repeat changes nothing and hears the same reply',
    () => {
      const said = new Set<string>();
      fc.assert(
        fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 40, size: 'max' }), (events) => {
          const day = new Day();
          for (const event of events) day.live(event);
          expect(day.world.breaches()).toEqual([]);
          for (const [command, reply] of day.replies) {
            // What it said the first time, though the shop has changed since.
            expect(day.world.decide(command), `a repeat of ${command.commandId}`).toStrictEqual({ reply, changes: [] });
          }
          for (const [{ type }] of day.replies) said.add(type);
          for (const reason of day.refusals) said.add(reason);
        }),
        { seed, numRuns: 400, unbiased: true, interruptAfterTimeLimit: LIMIT_MS },
      );
      expect([...said].sort(), 'every command was accepted and every reason given').toEqual(EVERYTHING.toSorted());
    },
    8 * LIMIT_MS,
  );
});

/** Lives events in a shop of its own and remembers what was said. */
class Day {
  readonly world = new World(MARKET);
  readonly replies = new Map<Command, unknown>();
  readonly refusals = new Set<string>();
  readonly #sent: Command[] = [];

  constructor() {
    for (const command of morning) this.#send(command);
  }

  live(event: Event): void {
    const fresh = `c${this.#sent.length}`;
    switch (event.event) {
      case 'new':
        this.#send({ ...event.command, commandId: fresh });
        break;
      case 'repeat':
        this.#send(chosen(this.#sent, event.earlier));
        break;
      case 'reuse': {
        const { commandId } = chosen(this.#sent, event.earlier);
        this.#send({ ...event.command, commandId, fingerprint: `another request ${fresh}` });
        break;
      }
      case 'cancel':
      case 'ship': {
        const orderId = chosen(this.#orders(), event.order);
        const { customerId, expectedVersion } = event;
        const over = { commandId: fresh, expectedVersion };
        this.#send(event.event === 'ship' ? shipOrder(orderId, over) : cancelOrder(orderId, { ...over, customerId }));
        break;
      }
      case 'crash': {
        const command = { ...event.command, commandId: fresh };
        const decision = this.world.decide(command);
        if ('reply' in decision) this.world.apply(decision.changes, event.partitions);
        // Until it is complete, a repeat of it must bring it there and say what the first would have said.
        this.#send(command);
        if ('reply' in decision) expect(this.replies.get(command)).toStrictEqual(decision.reply);
        break;
      }
    }
  }

  #send(command: Command): void {
    this.#sent.push(command);
    const decision = this.world.execute(command);
    if ('rejected' in decision) this.refusals.add(decision.rejected);
    else if (this.replies.has(command)) expect(decision).toStrictEqual({ reply: this.replies.get(command), changes: [] });
    else this.replies.set(command, decision.reply);
  }

  #orders(): string[] {
    const orders = [...this.world.records()].flatMap(({ kind, value }) => (kind === 'order' ? [value.orderId] : []));
    return ['m1.never', ...orders];
  }
}

const chosen = <T>(items: readonly T[], number: number): T => items[number % items.length] as T;

/** All but merchant_exists, which takes two ids that begin with the same twenty characters. */
const EVERYTHING: readonly string[] = [
  ...Object.keys(rules),
  'amount_too_large',
  'currency_mismatch',
  'idempotency_key_reused',
  'insufficient_funds',
  'order_not_open',
  'out_of_stock',
  'same_merchant',
  'sku_taken',
  'unknown_category',
  'unknown_customer',
  'unknown_merchant',
  'unknown_order',
  'unknown_product',
  'version_mismatch',
];
