import { StoreError } from '@outgrow/domain/store-error';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rest } from '../src/rest.ts';

let nowMs = 0;

beforeEach(() => {
  nowMs = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => void vi.restoreAllMocks());

const fails = () => Promise.reject(new StoreError('grid', 'not_applied', 'no answer'));
const answers = async () => 'answer';

test('passes on results and failures, and after a failure asks nobody for a moment', async () => {
  const rest = new Rest('grid', 500);
  expect(await rest.run(answers)).toBe('answer');
  await expect(rest.run(fails)).rejects.toThrow('grid: no answer');
  expect(rest.isResting).toBe(true);
  nowMs += 499;
  const asked = vi.fn(answers);
  await expect(rest.run(asked)).rejects.toMatchObject({ system: 'grid', outcome: 'not_applied' });
  expect(asked).not.toHaveBeenCalled();
  nowMs += 1;
  expect(rest.isResting).toBe(false);
  expect(await rest.run(asked)).toBe('answer');
  expect(await rest.run(asked)).toBe('answer');
});

test('lets one ask when the moment is over, and the others when that one has its answer', async () => {
  const rest = new Rest('grid', 500);
  await expect(rest.run(fails)).rejects.toThrow();
  nowMs += 500;
  const answer = Promise.withResolvers<string>();
  const first = rest.run(() => answer.promise);
  await expect(rest.run(answers)).rejects.toThrow('failed a moment ago');
  answer.resolve('at last');
  expect(await first).toBe('at last');
  expect(await rest.run(answers)).toBe('answer');
});

test('lets no second one ask while the first, however long it takes, has no answer', async () => {
  const rest = new Rest('grid', 500);
  await expect(rest.run(fails)).rejects.toThrow();
  nowMs += 500;
  const answer = Promise.withResolvers<string>();
  const first = rest.run(() => answer.promise);
  nowMs += 5_000;
  expect(rest.isResting).toBe(true);
  await expect(rest.run(answers)).rejects.toThrow('failed a moment ago');
  answer.resolve('at last');
  expect(await first).toBe('at last');
});

test('rests again where the one who asks for all fails', async () => {
  const rest = new Rest('grid', 500);
  await expect(rest.run(fails)).rejects.toThrow();
  nowMs += 500;
  await expect(rest.run(fails)).rejects.toThrow('no answer');
  nowMs += 499;
  expect(rest.isResting).toBe(true);
});

test('does not rest because of a bug', async () => {
  const rest = new Rest('grid', 500);
  await expect(rest.run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  expect(rest.isResting).toBe(false);
});
