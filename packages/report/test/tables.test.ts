import type { ExperimentResult, Trial } from '@outgrow/harness/experiment-result';
import type { TourStop } from '@outgrow/harness/tour-result';
import { describe, expect, test } from 'vitest';
import { experimentText } from '../src/experiment-table.ts';
import { milliseconds, plain, spreadText } from '../src/figures.ts';
import { ordersPerCpuSecond } from '../src/orders-per-cpu-second.ts';
import { starvation } from '../src/starvation.ts';
import { tourTable } from '../src/tour-table.ts';
import { madeUpExperiment, madeUpTour, madeUpTrial, madeUpVerdict } from './made-up.ts';

describe("the tour's table", () => {
  test('has a row per stage with its figures, or why there are none', () => {
    const [head, , one, two, three] = tourTable(madeUpTour).split('\n');
    expect(head).toMatch(
      /^stage +durability +requests\/s +p50 +p99 +dropped +anomalies +orders\/CPU-s +processes +MiB +lines: infra\/sync\/feature$/,
    );
    // 150 orders, in 20 s of half a core.
    expect(one).toMatch(/^1 one +fsync +60 +2\.3 ms +41 ms +3 +0 +15 +2 +200 +512\/0\/1,830$/);
    expect(two).toBe('2 two  SKIPPED: java is missing: install a JDK 17');
    expect(three).toBe('3 three  FAILED: it did not start');
  });

  test('has below it the times of each kind of request, stage beside stage', () => {
    const [, times = ''] = tourTable(madeUpTour).split('\n\n');
    const [head, , product, order] = times.split('\n');
    expect(head).toMatch(/^p50 \/ p99 +stage 1$/);
    expect(product).toMatch(/^product +2\.3 ms \/ 41 ms$/);
    expect(order).toMatch(/^place-order +0 ms \/ 1,250 ms$/);
  });

  test('tells the durabilities of one stage apart, and leaves a kind out where a stage had none of it', () => {
    const stage = { number: 5, name: 'five', title: 'Five' };
    const operations = madeUpTrial.load.operations.slice(0, 1);
    const stops: TourStop[] = [
      { stage, durability: 'fsync', measured: madeUpTrial },
      { stage, durability: 'memory', measured: { ...madeUpTrial, load: { ...madeUpTrial.load, operations } } },
    ];
    const [, times = ''] = tourTable({ stops }).split('\n\n');
    expect(times).toMatch(/^p50 \/ p99 +stage 5 fsync +stage 5 memory\n/);
    expect(times).toMatch(/\nplace-order .* –$/);
  });

  test('marks a durability that is another thing than the word says, and tells what it is below', () => {
    const stage = { number: 1, name: 'one', title: 'One' };
    const text = tourTable({ stops: [{ stage, durability: 'log', note: 'weaker than it says', measured: madeUpTrial }] });
    expect(text).toMatch(/\n1 one +log\* .*\n\* stage 1, log: weaker than it says\n\n/);
  });

  test('of a result from before there was a choice says fsync, and has no column for what was not counted then', () => {
    const { acceptedByKind: _, ...load } = madeUpTrial.load;
    const stops = [{ stage: { number: 1, name: 'one', title: 'One' }, measured: { ...madeUpTrial, load, sampled: {} } }];
    const [head, , one] = tourTable({ stops }).split('\n');
    expect(head).toMatch(/ dropped +anomalies$/);
    expect(one).toMatch(/^1 one +fsync /);
  });

  test('has no sum of which a part was not seen', () => {
    const { 'postgres.cpuCores': _, ...sampled } = madeUpTrial.sampled;
    expect(ordersPerCpuSecond(madeUpTrial)).toBe(15);
    expect(ordersPerCpuSecond({ ...madeUpTrial, sampled })).toBeNaN();
  });

  test('tells anomalies from gaps', () => {
    const stops = [{ stage: { number: 1, name: 'one', title: 'One' }, measured: { ...madeUpTrial, anomalies: 2, gaps: 5 } }];
    expect(tourTable({ stops })).toMatch(/ 2 \(\+ 5 in gaps\) /);
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
