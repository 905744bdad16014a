import { merchantsOf } from '@outgrow/domain/commands';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Turns } from '../src/turns.ts';
import { placeBasket } from './commands.ts';

vi.setConfig({ testTimeout: 2_000 });

const WAIT_MS = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('turns at a merchant', () => {
  test('come one at a time, to the first who asked', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const told: string[] = [];
    const all = ['first', 'second', 'third'].map((name) => work(turns, ['m1'], told, name));
    expect(told).toEqual(['first starts']);
    for (const { finish, ended } of all) {
      finish();
      await ended;
    }
    expect(told).toEqual(['first starts', 'first ends', 'second starts', 'second ends', 'third starts', 'third ends']);
  });

  test('come as many at once as are allowed', async () => {
    const turns = new Turns({ atOnce: 2, waitMs: WAIT_MS });
    const told: string[] = [];
    const all = ['first', 'second', 'third'].map((name) => work(turns, ['m1'], told, name));
    expect(told).toEqual(['first starts', 'second starts']);
    all[1]?.finish();
    await all[1]?.ended;
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['first starts', 'second starts', 'second ends', 'third starts']);
    for (const { finish } of all) finish();
    await Promise.all(all.map(({ ended }) => ended));
  });

  test('are no matter to other merchants', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const busy = work(turns, ['m1']);
    expect(await turns.at(['m2'], async () => 'served')).toBe('served');
    busy.finish();
    await busy.ended;
  });

  test('give back what the work gives, and pass on what it throws to its own caller only', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const failing = turns.at(['m1'], async () => {
      throw new Error('the work failed');
    });
    const behind = turns.at(['m1'], async () => 'served');
    await expect(failing).rejects.toThrow('the work failed');
    expect(await behind).toBe('served');
  });

  test('that do not come in time end as a StoreError: nothing was applied', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const busy = work(turns, ['m1']);
    const late = vi.fn(async () => {});
    const refused = expect(turns.at(['m1'], late)).rejects.toMatchObject({
      name: 'StoreError',
      system: 'postgres',
      outcome: 'not_applied',
      message: 'postgres: merchant m1 was busy for 100 ms',
    });
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    await refused;
    busy.finish();
    await busy.ended;
    await vi.runAllTimersAsync();
    expect(late).not.toHaveBeenCalled();
  });

  test('are left to those behind by one who gave up, once the merchant is free', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const told: string[] = [];
    const busy = work(turns, ['m1'], told, 'busy');
    const late = turns.at(['m1'], async () => {}).catch(() => told.push('late gave up'));
    await vi.advanceTimersByTimeAsync(WAIT_MS / 2);
    const behind = work(turns, ['m1'], told, 'behind');
    await vi.advanceTimersByTimeAsync(WAIT_MS / 2);
    await late;
    expect(told).toEqual(['busy starts', 'late gave up']);
    busy.finish();
    behind.finish();
    await behind.ended;
    expect(told).toEqual(['busy starts', 'late gave up', 'busy ends', 'behind starts', 'behind ends']);
  });

  test('leave no timer behind', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    await Promise.all([turns.at(['m1', 'm2'], async () => {}), turns.at(['m1', 'm2'], async () => {})]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('turns at several merchants', () => {
  test('are asked for lowest first, whatever the order of the lines, so that two never wait for each other', async () => {
    const [one, other] = [placeBasket('one', ['m1', 'm2']), placeBasket('other', ['m2', 'm1'])].map(merchantsOf);
    expect(one).toEqual(other);
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const merchants = [one, other, ['m2', 'm3'], ['m1', 'm3'], ['m1', 'm2', 'm3']] as string[][];
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => turns.at(merchants[at % 5] ?? [], async () => at)));
    expect(replies).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  test('are held all at once while the work runs', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const told: string[] = [];
    const both = work(turns, ['m1', 'm2'], told, 'both');
    const second = work(turns, ['m2'], told, 'second');
    const first = work(turns, ['m1'], told, 'first');
    await vi.advanceTimersByTimeAsync(WAIT_MS / 2);
    expect(told).toEqual(['both starts']);
    for (const { finish } of [both, second, first]) finish();
    await Promise.all([both.ended, second.ended, first.ended]);
    expect(told.slice(0, 2)).toEqual(['both starts', 'both ends']);
  });

  test('have one time limit together', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const [first, second] = [work(turns, ['m1']), work(turns, ['m2'])];
    const refused = expect(turns.at(['m1', 'm2'], async () => {})).rejects.toThrow('merchant m2 was busy');
    await vi.advanceTimersByTimeAsync(WAIT_MS * 0.6);
    first.finish();
    await vi.advanceTimersByTimeAsync(WAIT_MS * 0.4);
    await refused;
    second.finish();
    await second.ended;
  });

  test('are given back where one of them does not come in time', async () => {
    const turns = new Turns({ atOnce: 1, waitMs: WAIT_MS });
    const busy = work(turns, ['m2']);
    const refused = expect(turns.at(['m1', 'm2'], async () => {})).rejects.toThrow('merchant m2 was busy');
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    await refused;
    expect(await turns.at(['m1'], async () => 'served')).toBe('served');
    busy.finish();
    await busy.ended;
    expect(await turns.at(['m1', 'm2'], async () => 'served')).toBe('served');
  });
});

/** Work at the merchants that runs until it is told to finish. */
function work(turns: Turns, merchants: readonly string[], told: string[] = [], name = '') {
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  const ended = turns.at(merchants, async () => {
    told.push(`${name} starts`);
    await promise;
    told.push(`${name} ends`);
  });
  return { finish, ended };
}
