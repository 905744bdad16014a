import { describe, expect, test } from 'vitest';
import { BoundedMap } from '../src/bounded-map.ts';
import { Commands } from '../src/commands.ts';
import type { ClientOutcome } from '../src/history.ts';
import { answered, failed, refused, sent, told, unknown } from './history.ts';

describe('what clients know of a command', () => {
  test.each<[string, ClientOutcome[], string]>([
    ['unknown while nobody answered', [], 'unknown no_answer'],
    ['what was answered', [refused()], 'refused out_of_stock'],
    ['accepted, once an attempt was', [unknown(), told({})], 'accepted '],
    ['accepted, whatever a repeat hears', [told({}), refused()], 'accepted '],
    ['unknown, where a repeat was refused while the first may be on its way', [unknown(), refused()], 'unknown no_answer'],
    ['what the repeat heard, where the first was not done', [failed(), refused()], 'refused out_of_stock'],
    ['unknown, where a repeat of what was refused is', [refused(), unknown('timed_out')], 'unknown timed_out'],
  ])('is %s', (_named, outcomes, expected) => {
    const commands = new Commands();
    commands.see(sent('c1', 0));
    for (const [ms, outcome] of outcomes.entries()) commands.see(answered('c1', ms, outcome));
    const { is, code } = commands.get('c1')?.answer ?? {};
    expect(`${is} ${code}`).toBe(expected);
  });

  test('is kept up to a limit, and the error says what to do', () => {
    const commands = new Commands(2);
    for (const commandId of ['c1', 'c2', 'c1']) commands.see(sent(commandId, 0));
    expect(() => commands.see(sent('c3', 0))).toThrow('more than 2 commands does not fit into memory: check shorter runs');
  });
});

test('a full map forgets what was set longest ago, and says so', () => {
  const forgotten: number[] = [];
  const map = new BoundedMap<string, number>(2, (value) => forgotten.push(value));
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    map.set(key, value);
  expect([forgotten, [...map.values()], map.get('b')]).toEqual([[2], [3, 4], undefined]);
});
