import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { describe, expect, test } from 'vitest';
import { page } from '../src/page.ts';
import { madeUpExperiment, madeUpTour, madeUpTrial, madeUpVerdict } from './made-up.ts';

const withId = (id: string, more: Partial<ExperimentResult> = {}): ExperimentResult => ({
  ...madeUpExperiment,
  experiment: { ...madeUpExperiment.experiment, id },
  ...more,
});
const both = page({ tours: [madeUpTour], experiments: [withId('1.10'), withId('1.2')] });

describe('the page', () => {
  test('needs nothing beside itself, and runs nothing', () => {
    expect(both).toMatch(/^<!doctype html>/);
    expect(both).not.toMatch(/https?:|src=|href="(?!#)|@import|url\(|<script|<link|\son\w+=/i);
    expect(both).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('has every id once, and every link of its index leads to one', () => {
    const ids = [...both.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...both.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links).toEqual(['stages', 'result-1', 'result-2']);
    expect(ids).toEqual(expect.arrayContaining(links));
  });

  test('sorts experiments by id, as numbers', () => {
    expect([...both.matchAll(/<h2>(\S+) cpu-ceiling/g)].map(([, id]) => id)).toEqual(['1.2', '1.10']);
  });

  test('says of an experiment what was asked, expected and found, how it was measured and how to repeat it', () => {
    const { experiment, conclusion } = madeUpExperiment;
    const one = page({ tours: [], experiments: [madeUpExperiment] }).replaceAll('&#39;', "'");
    for (const text of [experiment.question, experiment.expected, experiment.disproof, conclusion?.figure, conclusion?.because])
      expect(one).toContain(text);
    for (const text of [
      'the claim holds.',
      'open: 20, 160 sessions begin per second',
      '20 s each, after 5 s of warm-up that no figure holds',
      '3 of each of 2 points: shown are the median and the range',
      '2,400, and 18 dropped',
      'postgres: 0.5 CPUs by cgroup quota',
      '1 app process, postgres 18.4 (native)',
      '2 cores (Made-up CPU), 24 GiB, linux',
      'abc123',
      'npm run outgrow -- bench 1.1 --profile full --stage 1 --seed harbour',
      '62 (61–63)',
    ])
      expect(one).toContain(text);
  });

  test('says in red that a result is partial, and concludes nothing of it', () => {
    const partial = page({ tours: [], experiments: [withId('1.1', { interrupted: 'stopped by Ctrl-C' })] });
    expect(partial).toContain('<p class="bad">This run is partial: stopped by Ctrl-C. It concludes nothing.</p>');
    expect(partial).not.toMatch(/the claim holds|class="finding"|<svg/);
  });

  test('warns above the figure where a checker found an anomaly, and lists it below', () => {
    const lost = { ...madeUpVerdict, checker: 'lost writes', count: 9, says: '9 orders are not there', first: ['order x'] };
    const trials = [{ ...madeUpTrial, anomalies: 9, verdicts: [lost] }];
    const bad = page({ tours: [], experiments: [withId('1.1', { trials })] });
    expect(bad.indexOf('this rests on a run with 9 anomalies')).toBeLessThan(bad.indexOf('class="finding"'));
    expect(bad).toContain('order x');
    expect(bad).toContain('and 8 more');
  });

  test('lists gaps apart from anomalies, also where one checker found both', () => {
    const stale = { ...madeUpVerdict, checker: 'stale reads', guarantee: 'freshReads' };
    const alone = { ...madeUpTrial, anomalies: 2, verdicts: [{ ...stale, count: 2, says: '2 alone' }] };
    const two = {
      ...madeUpTrial,
      repetition: 2,
      gaps: 7,
      verdicts: [{ ...stale, promised: false, count: 7, says: '7 with two' }],
    };
    const mixed = page({ tours: [], experiments: [withId('1.1', { trials: [alone, two] })] });
    const [anomalies = '', gaps = ''] = mixed.split('<p>7 violations of what the stage does not promise (gaps).</p>');
    expect(anomalies).toContain(
      '<b>stale reads</b> (of the guarantee freshReads): 2 in 1 trial. In rate 20, repetition 1: 2 alone',
    );
    expect(gaps).toContain(
      '<b>stale reads</b> (of the guarantee freshReads): 7 in 1 trial. In rate 20, repetition 2: 7 with two',
    );
    expect(anomalies).not.toContain('7 with two');
  });

  test('says what else loaded the stage, and how each process came by its CPUs', () => {
    const besides = '12 writers in a closed loop, each pausing 50 ms';
    const allotments = {
      app1: { cpus: 1, how: 'affinity', note: 'a whole CPU' },
      app2: { cpus: 2, how: 'none', note: 'not on this platform' },
    };
    const trials = [{ ...madeUpTrial, allotments, load: { ...madeUpTrial.load, besides } }, madeUpTrial];
    const one = page({ tours: [], experiments: [withId('1.1', { trials })] });
    expect(one).toContain(`whatever becomes of the earlier ones; besides: ${besides}; k6, workload`);
    expect(one).toContain(
      'app1: 1 CPU by affinity (a whole CPU), app2: not held to fewer than 2 CPUs (not on this platform), postgres: 0.5 CPUs by cgroup quota',
    );
  });

  test('shows trials that count for nothing, and leaves them out of the medians', () => {
    const trials = madeUpExperiment.trials.map((trial) => (trial.repetition === 3 ? { ...trial, invalid: 'k6 starved' } : trial));
    const some = page({ tours: [], experiments: [withId('1.1', { trials })] });
    expect(some).toContain('Counting for nothing, 2 of 6 trials:');
    expect(some).toContain('<td class="number">61.5 (61–62)</td>');
    expect(some).toContain('2 of each of 2 points, not counting 2 invalid trials: shown are the median and the range');
    const none = trials.map((trial) => ({ ...trial, invalid: 'k6 starved' }));
    expect(page({ tours: [], experiments: [withId('1.1', { trials: none })] })).toContain('6 trials, and none of them counts');
  });

  test('warns where results come from different machines', () => {
    const other = withId('1.3', { machine: { ...madeUpExperiment.machine, cores: 64 } });
    expect(page({ tours: [], experiments: [madeUpExperiment, other] })).toContain('come from 2 machines');
    expect(both).not.toContain('come from');
  });

  test('with a tour alone is the page of the tour, with a row and a chart per measured stage', () => {
    const tour = page({ tours: [madeUpTour], experiments: [] });
    expect(tour).toContain('<title>Outgrow: the tour, 2026-01-02</title>');
    expect(tour.match(/<svg /g)).toHaveLength(1);
    expect(tour).toContain('npm start -- --seed harbour --rate 20 --seconds 20');
    expect(tour).toContain('<td class="number">512</td>');
    expect(tour).toContain('<td>place-order</td><td class="number">0 ms / 1,250 ms</td>');
    expect(tour).not.toContain('<nav');
    expect(tour).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('with a tour of several durabilities tells them apart, and how to repeat it', () => {
    const [first] = madeUpTour.stops;
    if (!first) throw new Error('it has a stop');
    const tour = page({ tours: [{ ...madeUpTour, stops: [first, { ...first, durability: 'log' }] }], experiments: [] });
    expect(tour).toContain('One &#60;system&#62; &#38; more, durability log</h3>');
    expect(tour).toContain('npm start -- --seed harbour --rate 20 --seconds 20 --durability all');
  });

  test('with a durability that is another thing than the word says tells so, and repeats what there was of a stage that failed', () => {
    const [first] = madeUpTour.stops;
    if (!first) throw new Error('it has a stop');
    const broken = { stage: { number: 4, name: 'four', title: 'four' }, failed: 'it could not be loaded' };
    const stops = [{ ...first, durability: 'log' as const, note: 'weaker than it says' }, broken];
    const tour = page({ tours: [{ ...madeUpTour, stops }], experiments: [] });
    expect(tour).toContain('<td class="">log*</td>');
    expect(tour).toContain('* stage 1, log: weaker than it says');
    expect(tour).toContain('npm start -- --seed harbour --rate 20 --seconds 20 --durability log');
  });

  test('shows the newest of several tours', () => {
    const newer = { ...madeUpTour, startedAt: '2026-02-01T00:00:00.000Z', seed: 'lagoon' };
    const two = page({ tours: [madeUpTour, newer, madeUpTour], experiments: [] });
    expect(two).toContain('lagoon');
    expect(two).not.toContain('harbour');
  });

  test('says how to get a result where there is none', () => {
    expect(page({ tours: [], experiments: [] })).toContain('npm start');
  });

  test('escapes whatever a result holds, and quotes it in what is to be pasted into a shell', () => {
    const hostile = JSON.parse(JSON.stringify({ tours: [madeUpTour], experiments: [madeUpExperiment] }), (key, value) =>
      typeof value === 'string' && !['kind', 'model', 'verdict', 'as', 'scale'].includes(key)
        ? `${value}"'><img src=x onerror=alert(1)>`
        : value,
    );
    expect(page(hostile)).not.toMatch(/<img|<system/);
    const shell = page({ tours: [], experiments: [withId('1.1', { seed: 'a; rm -rf .' })] });
    expect(shell).toContain('--seed &#39;a; rm -rf .&#39;');
  });
});
