import { createContext, Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleDecide } from '../bundle.ts';
import type { Command } from '../src/commands.ts';
import { decide } from '../src/decide.ts';
import type { Seen } from '../src/keys.ts';
import { rules } from '../src/rules.ts';
import {
  addProduct,
  cancelOrder,
  changePrice,
  MARKET,
  placeBasket,
  placeOrder,
  registerMerchant,
  restock,
  shipOrder,
  tea,
  transferFunds,
} from './market.ts';
import { GIVEN, sha256, World } from './world.ts';

/** Every type of command, accepted, repeated and refused. */
const commands: readonly Command[] = [
  registerMerchant('1'),
  registerMerchant('2'),
  addProduct('m1', 'tea'),
  addProduct('m2', 'tea'),
  changePrice(300),
  restock(5),
  placeOrder('o', [tea(2)]),
  placeOrder('o', [tea(2)]),
  placeOrder('p', [tea(1), tea(1)]),
  cancelOrder('m1.o'),
  shipOrder('m1.p'),
  placeBasket('b', [
    ['m1', 'tea', 1],
    ['m2', 'tea', 1],
  ]),
  transferFunds('m1', 'm2', 100),
  registerMerchant('1', { name: 'another request' }),
  addProduct('m1', 'tea', { commandId: 'again' }),
  changePrice(400, { expectedVersion: 1 }),
  restock(Number.MAX_SAFE_INTEGER, { commandId: 'too many' }),
  placeOrder('q', [tea(1000)]),
  cancelOrder('m1.p'),
  shipOrder('m1.never'),
  placeBasket('c', [
    ['m1', 'tea', 1],
    ['m9', 'tea', 1],
  ]),
  transferFunds('m2', 'm1', 1_000_000, { commandId: 'too much' }),
];

describe('decide in a bare engine', () => {
  let script: string;
  let decideText: (command: string, seen: string, now: string, sha256: (text: string) => string) => string;

  beforeAll(async () => {
    script = await bundleDecide();
    // A context of nothing but what ECMAScript has.
    const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
    new Script(script, { filename: 'decide.js' }).runInContext(context);
    decideText = context.outgrow.decideText;
  });

  test.each(['require', 'import', 'process', 'Buffer', 'console', 'globalThis', 'setTimeout', 'crypto', 'Date', 'random'])(
    'is a script that knows no %s',
    (name) => {
      expect(script).not.toMatch(new RegExp(`\\b${name}\\b`));
    },
  );

  test('answers every command as it does here, round by round', () => {
    const world = new World(MARKET);
    const answers = commands.map((command) => {
      let seen: Seen = {};
      for (let round = 1; round <= 4; round += 1) {
        const here = decide(command, seen, GIVEN);
        const there = decideText(JSON.stringify(command), JSON.stringify(seen), GIVEN.now, sha256);
        expect(there).toBe(JSON.stringify(here));
        if ('gather' in here) seen = { ...seen, ...world.gather(here.gather) };
        else {
          if ('reply' in here) world.apply(here.changes);
          return { type: command.type, accepted: 'reply' in here };
        }
      }
      throw new Error(`${command.type} was not decided in 4 rounds`);
    });
    for (const type of Object.keys(rules)) {
      expect(answers, type).toContainEqual({ type, accepted: true });
      expect(answers, type).toContainEqual({ type, accepted: false });
    }
  });
});
