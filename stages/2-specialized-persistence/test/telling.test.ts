import { StoreError } from '@outgrow/domain/store-error';
import { expect, test, vi } from 'vitest';
import { Telling } from '../src/sync/telling.ts';

const away = async () => {
  throw new StoreError('grid', 'not_applied', 'away');
};
const bug = async () => {
  throw new TypeError('a bug');
};

test('systems are told one after the other, in their order, before the work is answered', async () => {
  const heard: string[] = [];
  const told = (name: string) => ({ tell: async () => void heard.push(name) });
  const telling = new Telling({ grid: told('grid'), index: told('index') });
  const answer = await telling.after(async (changed) => {
    changed([], 'committed');
    heard.push('committed');
    return 'done';
  });
  expect([answer, ...heard]).toEqual(['done', 'committed', 'grid', 'index']);
});

test.each([
  ['is away', away],
  ['has a bug', bug],
])('where one system %s the work is answered all the same, the next is told, and it is counted', async (_, tell) => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const index = { tell: vi.fn(async () => {}) };
  const telling = new Telling({ grid: { tell }, index });
  const work = async (changed: (changes: [], outcome: 'committed') => void) => {
    changed([], 'committed');
    return 'done';
  };
  expect(await telling.after(work)).toBe('done');
  expect(index.tell).toHaveBeenCalledOnce();
  expect(telling.counts).toEqual({ grid: { told: 0, lost: 1 }, index: { told: 1, lost: 0 } });
  await telling.ended();
  warn.mockRestore();
});

test('what was or may have been written is told though the work fails, and the failure is what is heard', async () => {
  const tell = vi.fn(async () => {});
  const telling = new Telling({ grid: { tell } });
  const work = telling.after(async (changed) => {
    changed([], 'unknown');
    throw new StoreError('postgres', 'unknown', 'no answer');
  });
  await expect(work).rejects.toThrow('no answer');
  expect(tell).toHaveBeenCalledWith([], 'unknown');
});
