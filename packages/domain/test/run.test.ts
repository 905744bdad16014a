import { describe, expect, test } from 'vitest';
import type { Command } from '../src/commands.ts';
import type { Change } from '../src/decide.ts';
import type { Key } from '../src/keys.ts';
import { keyText } from '../src/keys.ts';
import type { Observe, Step } from '../src/run.ts';
import { run } from '../src/run.ts';
import { StoreError } from '../src/store-error.ts';
import { addProduct, cancelOrder, MARKET, placeOrder, registerMerchant, tea } from './market.ts';
import { GIVEN, World } from './world.ts';

const shop = [registerMerchant('1'), addProduct('m1', 'tea'), placeOrder('o', [tea(2)])];

describe('run', () => {
  test('gathers, decides, applies, and replies', async () => {
    const { step, gathered, applied } = watched(...shop.slice(0, 2));
    expect(await run(placeOrder('o', [tea(2)]), step, GIVEN)).toEqual({
      reply: { orderId: 'm1.o', totalMinor: 500, currency: 'EUR', status: 'placed', version: 1 },
    });
    expect(gathered).toHaveLength(1);
    expect(applied).toHaveLength(1);
  });

  test('asks in a second round only for what the first has not shown, and decides on both', async () => {
    const { step, gathered, applied } = watched(...shop);
    expect(await run(cancelOrder('m1.o'), step, GIVEN)).toMatchObject({ reply: { status: 'cancelled' } });
    expect(gathered.map((keys) => keys.map(keyText))).toEqual([
      ['head/m1/', 'outcome/m1/cancel-m1.o', 'order/m1/m1.o'],
      ['product/m1/tea', 'account/m1/clearing', 'account/m1/available', 'account/m1/fees'],
    ]);
    expect(applied).toHaveLength(1);
  });

  test('applies nothing for a repeat, and needs one round for it', async () => {
    const { step, gathered, applied } = watched(...shop, cancelOrder('m1.o'));
    expect(await run(cancelOrder('m1.o'), step, GIVEN)).toEqual({ reply: { orderId: 'm1.o', status: 'cancelled', version: 2 } });
    expect(gathered).toHaveLength(1);
    expect(applied).toEqual([]);
  });

  test('applies nothing for a refusal', async () => {
    const { step, applied } = watched(...shop);
    expect(await run(placeOrder('p', [tea(9)]), step, GIVEN)).toEqual({
      rejected: 'out_of_stock',
      detail: { merchantId: 'm1', sku: 'tea', left: 8 },
    });
    expect(applied).toEqual([]);
  });

  test('is observed part by part, each ending before the next begins', async () => {
    const log: string[] = [];
    const observe: Observe = (part, work) => {
      log.push(`${part} begins`);
      const result = work();
      if (result instanceof Promise) return result.finally(() => log.push(`${part} ends`)) as typeof result;
      log.push(`${part} ends`);
      return result;
    };
    await run(cancelOrder('m1.o'), watched(...shop).step, GIVEN, observe);
    expect(log).toEqual(
      ['decide', 'gather', 'decide', 'gather', 'decide', 'apply'].flatMap((part) => [`${part} begins`, `${part} ends`]),
    );
  });

  test('lets the error of a store pass as it is, wherever it comes from', async () => {
    const lost = new StoreError('postgres', 'unknown', 'the connection was lost while committing');
    const { step } = watched(...shop);
    const failing = async () => Promise.reject(lost);
    await expect(run(cancelOrder('m1.o'), { ...step, apply: failing }, GIVEN)).rejects.toBe(lost);
    await expect(run(cancelOrder('m1.o'), { ...step, gather: failing }, GIVEN)).rejects.toBe(lost);
  });

  test('fails where a step never shows what was asked for', async () => {
    const step: Step = { gather: async () => ({}), apply: async () => {} };
    await expect(run(cancelOrder('m1.o'), step, GIVEN)).rejects.toThrow('cancel-order was not decided in 4 rounds');
  });
});

/** A step over records in memory that keeps what it was asked. */
function watched(...history: readonly Command[]) {
  const world = new World(MARKET);
  for (const command of history) world.execute(command);
  const gathered: (readonly Key[])[] = [];
  const applied: (readonly Change[])[] = [];
  const step: Step = {
    async gather(keys) {
      gathered.push(keys);
      return world.gather(keys);
    },
    async apply(changes) {
      applied.push(changes);
      world.apply(changes);
    },
  };
  return { step, gathered, applied };
}
