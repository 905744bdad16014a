import { expect, test } from 'vitest';
import { taxWithin } from '../src/records.ts';

/** By whole numbers of any size. */
function exactly(grossMinor: number, basisPoints: number): number {
  const [gross, rate] = [BigInt(grossMinor), BigInt(basisPoints)];
  return Number((2n * gross * rate + 10_000n + rate) / (2n * (10_000n + rate)));
}

test('the tax within an amount is exact to the minor unit, however large the amount', () => {
  const amounts = [0, 1, 2, 99, 118, 119, 120, 10_000, 8_398, 348_695_973 * 500_000, Number.MAX_SAFE_INTEGER];
  for (const grossMinor of amounts)
    for (const basisPoints of [0, 1, 700, 1_900, 2_550, 9_999, 10_000])
      expect([grossMinor, basisPoints, taxWithin(grossMinor, basisPoints)]).toEqual([
        grossMinor,
        basisPoints,
        exactly(grossMinor, basisPoints),
      ]);
});
