import type { ExperimentResult, Trial } from '@outgrow/harness/experiment-result';
import { describe, expect, test } from 'vitest';
import { experimentText } from '../src/experiment-table.ts';
import { milliseconds, plain, spreadText } from '../src/figures.ts';
import { starvation } from '../src/starvation.ts';
import { tourTable } from '../src/tour-table.ts';
import { madeUpExperiment, madeUpTour, madeUpTrial, madeUpVerdict } from './made-up.ts';

describe("the tour's table", () => {
  test('has a row per stage with its figures, or why there are none', () => {
    const [head, , one, two, three] = tourTable(madeUpTour).split('\n');
    expect(head).toMatch(/^stage +requests\/s +p50 +p99 +dropped +refused by reason +errors +CPU +anomalies$/);
    expect(one).toMatch(/^1 one +60 +2\.3 ms +41 ms +3 +3 out_of_stock, 1 version_mismatch +none +app1 31 %, postgres 43 % +0$/);
    expect(two).toBe('2 two  SKIPPED: java is missing: install a JDK 17');
    expect(three).toBe('3 three  FAILED: it did not start');
  });

  test('has no column for a CPU that nobody sampled', () => {
    const stops = [{ stage: { number: 1, name: 'one', title: 'One' }, measured: { ...madeUpTrial, sampled: {} } }];
    expect(tourTable({ stops })).not.toContain('CPU');
  });

  test('tells anomalies from gaps', () => {
    const stops = [{ stage: { number: 1, name: 'one', title: 'One' }, measured: { ...madeUpTrial, anomalies: 2, gaps: 5 } }];
    expect(tourTable({ stops })).toMatch(/ 2 \(\+ 5 in gaps\)$/);
  });
});

describe('an experiment in the terminal', () => {
  test('is the question, the table, the figure, the verdict and what the checkers say', () => {
    const text = experimentText(madeUpExperiment);
    expect(text).toContain(
      "1.1 cpu-ceiling on stage 1 one (profile full, seed harbour)\n\nHow much may come before the database's CPU is the limit?\n",
    );
    expect(text).toContain('        20  12 % (10–15)    4.13  calm\n     1,600          95 %   1,235  full\n');
    expect(text).toMatch(/\nfigure {4}The database's CPU passes 80 %.*\nverdict {3}holds: Made up/);
    expect(text).toMatch(/\nchecked {3}6 trials, 198,000 records, 1 checker: no anomaly$/);
  });

  test('names anomalies, gaps, invalid trials and trials that nobody checked', () => {
    const lost = { ...madeUpVerdict, checker: 'lost writes', count: 2, says: '2 orders are not there', first: ['order x'] };
    const stale = {
      ...madeUpVerdict,
      checker: 'read your writes',
      guarantee: 'readYourWrites',
      promised: false,
      count: 5,
      says: '5 of 9 reads',
    };
    const trials: Trial[] = [
      { ...madeUpTrial, anomalies: 2, gaps: 5, verdicts: [lost, stale] },
      { ...madeUpTrial, repetition: 2, invalid: 'k6 starved' },
      { ...madeUpTrial, repetition: 3, verdicts: [] },
    ];
    const text = experimentText({ ...madeUpExperiment, trials });
    expect(text).toContain('2 ANOMALIES; 5 violations of what the stage does not promise (gaps)');
    expect(text).toContain('ANOMALY   lost writes: 2; in rate 20, repetition 1: 2 orders are not there\n            order x');
    expect(text).toContain('gap       read your writes (readYourWrites): 5;');
    expect(text).toContain('INVALID   rate 20, repetition 2: k6 starved');
    expect(text).toContain('INVALID   rate 20, repetition 3: no checker saw it');
  });

  test('concludes nothing where it was interrupted or no trial counts, whatever is written in it', () => {
    const text = experimentText({ ...madeUpExperiment, interrupted: 'Ctrl-C' });
    expect(text).toContain('PARTIAL, concludes nothing: Ctrl-C');
    expect(text).not.toMatch(/figure|verdict|holds/);
    const { conclusion: _, ...without }: ExperimentResult = madeUpExperiment;
    expect(experimentText(without)).toContain('PARTIAL, concludes nothing: it has no conclusion');
    const invalid = { ...madeUpTrial, invalid: 'k6 starved' };
    expect(experimentText({ ...madeUpExperiment, trials: [invalid] })).toContain(
      'PARTIAL, concludes nothing: none of its trials counts',
    );
  });
});

test('tells where the load generator may have been starved', () => {
  expect(starvation(madeUpTrial)).toBeUndefined();
  expect(starvation({ load: { generator: { machineBusy: 0.98 } } })).toMatch(/98 % busy/);
});

test('figures keep what is worth reading, and a figure that is none is a dash', () => {
  expect([0, 0.0451, 0.97, 2.25, 41.4, 1_250].map(milliseconds)).toEqual([
    '0 ms',
    '0.045 ms',
    '1.0 ms',
    '2.3 ms',
    '41 ms',
    '1,250 ms',
  ]);
  expect([0.1234, 12.345, 1_234.5].map(plain)).toEqual(['0.123', '12.3', '1,235']);
  expect([spreadText([3, 1, 2]), spreadText([4, 2]), spreadText([5]), spreadText([])]).toEqual(['2 (1–3)', '3 (2–4)', '5', '–']);
  expect([milliseconds(Number.NaN), plain(JSON.parse('null'))]).toEqual(['–', '–']);
});
