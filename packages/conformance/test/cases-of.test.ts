import type { Guarantee } from '@outgrow/domain/guarantees';
import type { RunningStage, Stage } from '@outgrow/services/stage';
import { describe, expect, test } from 'vitest';
import { casesOf } from '../src/cases-of.ts';
import { promised } from '../src/promised.ts';
import type { ShopUnderTest } from '../src/shop-under-test.ts';

const heard: string[] = [];
const says = (what: string) => async () => void heard.push(what);
const fresh = promised({
  title: 'reads',
  guarantee: 'fresh',
  always: { 'answer at all': says('always') },
  holds: { 'are fresh': says('holds') },
  gap: {
    async 'are stale, then fresh'(_, open) {
      const { close } = await open();
      heard.push('stale');
      await close();
      heard.push('fresh');
    },
    async 'end badly'(_, open) {
      await open();
      throw new Error('bad');
    },
  },
});
const gap: Guarantee<RunningStage> = {
  holds: false,
  why: 'a cache',
  async expose() {
    heard.push('open');
    return { writeUrl: '', readUrl: '', close: says('closed') };
  },
};
const stageThat = (guarantees: Stage['guarantees']) => ({ number: 9, name: 'nine', guarantees }) as Stage;
const shop = {} as ShopUnderTest;

describe('the cases of a guarantee', () => {
  test('where it holds are those that show it', () => {
    const { cases } = casesOf(fresh, stageThat({ fresh: { holds: true } }));
    expect(cases.map(({ name }) => name)).toEqual(['answer at all', 'are fresh']);
  });

  test('where it does not hold are run in the open gap, which is closed once, however they end', async () => {
    const { cases } = casesOf(fresh, stageThat({ fresh: gap }));
    const [always, stale, bad] = cases;
    expect([always?.name, stale?.name]).toEqual(['answer at all', 'not kept, as declared: are stale, then fresh']);
    heard.length = 0;
    await stale?.test(shop);
    expect(heard).toEqual(['open', 'stale', 'closed', 'fresh']);
    heard.length = 0;
    await expect(bad?.test(shop)).rejects.toThrow('bad');
    expect(heard).toEqual(['open', 'closed']);
  });

  test('that a stage does not declare fail, and say what to add where', async () => {
    const { cases } = casesOf(fresh, stageThat({}));
    expect(cases.map(({ name }) => name)).toEqual(['answer at all', 'is declared: fresh']);
    await expect(cases[1]?.test(shop)).rejects.toThrow(
      /stage 9 \(nine\) does not say whether it keeps `fresh`: add it to the guarantees/,
    );
  });
});
