import type { Command } from '@outgrow/domain/commands';
import { decide } from '@outgrow/domain/decide';
import type { Seen } from '@outgrow/domain/keys';
import fc from 'fast-check';
import { anyEvent, type Event, morning } from '../../../packages/domain/test/any-command.ts';
import { cancelOrder, MARKET, shipOrder } from '../../../packages/domain/test/market.ts';
import { GIVEN, World } from '../../../packages/domain/test/world.ts';

/** One call of `decide`: what it was given and what it answered, both as JSON. */
export interface Round {
  command: string;
  seen: string;
  now: string;
  decision: string;
}

/** The rounds of generated days until there have been so many commands, day after day. */
export function anyRounds(seed: number, commands: number): Round[] {
  const days = fc.sample(fc.array(anyEvent, { minLength: 40, maxLength: 40 }), { seed, numRuns: Math.ceil(commands / 40) });
  return days.flatMap((events) => {
    const day = new Day();
    for (const event of events) day.live(event);
    return day.rounds;
  });
}

/** A shop of its own, in which events come one after another. */
class Day {
  readonly rounds: Round[] = [];
  readonly #world = new World(MARKET);
  readonly #sent: Command[] = [];

  constructor() {
    for (const command of morning) this.#send(command);
  }

  live(event: Event): void {
    const commandId = `c${this.#sent.length}`;
    switch (event.event) {
      case 'new':
        this.#send({ ...event.command, commandId });
        break;
      case 'repeat':
        this.#send(chosen(this.#sent, event.earlier));
        break;
      case 'reuse':
        this.#send({ ...event.command, commandId: chosen(this.#sent, event.earlier).commandId });
        break;
      case 'cancel':
      case 'ship': {
        const orderId = chosen(this.#orders(), event.order);
        const { customerId, expectedVersion } = event;
        const over = { commandId, expectedVersion };
        this.#send(event.event === 'ship' ? shipOrder(orderId, over) : cancelOrder(orderId, { ...over, customerId }));
        break;
      }
      case 'crash':
        this.#send({ ...event.command, commandId }, event.partitions);
        this.#send({ ...event.command, commandId });
    }
  }

  #send(command: Command, partitions?: number): void {
    this.#sent.push(command);
    let seen: Seen = {};
    for (let round = 1; round <= 4; round += 1) {
      const decision = decide(command, seen, GIVEN);
      const texts = [command, seen, decision].map((part) => JSON.stringify(part)) as [string, string, string];
      this.rounds.push({ command: texts[0], seen: texts[1], now: GIVEN.now, decision: texts[2] });
      if ('gather' in decision) seen = { ...seen, ...this.#world.gather(decision.gather) };
      else {
        if ('reply' in decision) this.#world.apply(decision.changes, partitions);
        return;
      }
    }
  }

  #orders(): string[] {
    const orders = [...this.#world.records()].flatMap(({ kind, value }) => (kind === 'order' ? [value.orderId] : []));
    return ['m1.never', ...orders];
  }
}

const chosen = <T>(items: readonly T[], number: number): T => items[number % items.length] as T;
