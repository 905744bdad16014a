import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.3-placement/experiment.ts';

interface Placed {
  partitions: number;
  placeUs: number;
  readUs: number;
}

const figuresOf = (name: string, { partitions, placeUs, readUs }: Placed): Record<string, number> => ({
  [`${name}PlacePartitions`]: partitions,
  [`${name}PlaceP50Us`]: placeUs,
  [`${name}ReadP50Us`]: readUs,
  [`${name}ReadPartitions`]: 128,
});

const trials = (byMerchant: Placed, referenceUs = 450) =>
  repeated([0, 1, 2], (later) => ({
    measured: {
      ...figuresOf('byMerchant', { ...byMerchant, placeUs: byMerchant.placeUs + later }),
      ...figuresOf('byOrder', { partitions: 3.9, placeUs: 900 + later, readUs: 1_500 }),
      ...figuresOf('byCustomer', { partitions: 2, placeUs: 600 + later, readUs: 200 }),
      ...figuresOf('referencePartitioned', { partitions: 1.9, placeUs: referenceUs + later, readUs: 1_500 }),
    },
  }));

test.each([
  ['holds where each workload is served best by its own placement', 1, 300, 1_500, 'holds'],
  ['does not hold where an order by merchant touches a second partition', 1.1, 300, 1_500, 'does not hold'],
  ['does not hold where an order by merchant takes as long as any', 1, 950, 1_500, 'does not hold'],
  ['does not hold where a customer is read as well by merchant', 1, 300, 150, 'does not hold'],
] as const)('5.3 %s', (_, partitions, placeUs, readUs, verdict) => {
  const conclusion = experiment.conclude(trials({ partitions, placeUs, readUs }));
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

// The repetitions take up to 2 µs more.
test.each([
  ['does not hold where an order costs no more with reference data in one place only', 302, 300, 'does not hold'],
  ['is undecided where the repetitions disagree about reference data', 300, 301, 'undecided'],
] as const)('5.3 %s', (_, placeUs, referenceUs, verdict) => {
  const conclusion = experiment.conclude(trials({ partitions: 1, placeUs, readUs: 1_500 }, referenceUs));
  expect(conclusion.verdict).toBe(verdict);
  expect(conclusion.because).toContain('computed and not observed');
});

test.each([
  ['nothing was measured inside', repeated([1], () => ({}))],
  ['nothing was measured', []],
] as const)('5.3 is undecided where %s', (_, measured) => {
  const conclusion = experiment.conclude(measured);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
