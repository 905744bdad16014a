import type { Stage } from '@outgrow/services/stage';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Case } from './cases-of.ts';
import { casesOf } from './cases-of.ts';
import { findPromises } from './find-promises.ts';
import { type ShopUnderTest, startShop } from './shop-under-test.ts';

const STARTS_WITHIN_MS = 120_000;
const STOPS_WITHIN_MS = 60_000;

/**
 * Registers every promise as a test of this stage: starts it once, in two instances, keeps it to all of them, stops it. This
 * call is the whole of a stage's test file.
 */
export async function conformance(stage: Stage): Promise<void> {
  const promises = await findPromises();

  describe(`stage ${stage.number}, ${stage.name}:`, () => {
    let started: ShopUnderTest | undefined;
    beforeAll(async () => {
      started = await startShop(stage);
    }, STARTS_WITHIN_MS);
    afterAll(() => started?.stop(), STOPS_WITHIN_MS);

    const run = ({ name, timeoutMs, test }: Case) =>
      it(name, { timeout: timeoutMs }, async ({ task }) => {
        if (!started) throw new Error('the stage was not started');
        await test(started.inCase(`${task.suite?.name}/${name}`));
      });

    for (const { title, cases } of promises.map((promised) => casesOf(promised, stage))) {
      describe(title, () => cases.forEach(run));
    }
    it('declares no guarantee that no promise asks for', () => {
      const asked = new Set(promises.flatMap((promised) => ('guarantee' in promised ? [promised.guarantee] : [])));
      const unasked = Object.keys(stage.guarantees).filter((name) => !asked.has(name));
      if (unasked.length > 0) throw new Error(`nothing tests ${unasked.join(', ')}: add a promise with that guarantee`);
    });
  });
}
