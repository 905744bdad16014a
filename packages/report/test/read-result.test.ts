import { expect, test } from 'vitest';
import { page } from '../src/page.ts';
import { readResult } from '../src/read-result.ts';
import { madeUpExperiment, madeUpTour } from './made-up.ts';

const read = (content: unknown) => readResult(JSON.stringify(content), 'a.json');

test('reads what was written', () => {
  expect(read(madeUpExperiment)).toEqual(madeUpExperiment);
  expect(read(madeUpTour)).toEqual(madeUpTour);
});

test('reads a tour from before there was a choice of durability, and none of a durability that there is not', () => {
  const [stop] = madeUpTour.stops;
  const { durability: _, ...old } = stop ?? {};
  expect(read({ ...madeUpTour, stops: [old] })).toMatchObject({ stops: [old] });
  expect(() => read({ ...madeUpTour, stops: [{ ...stop, durability: 'paper' }] })).toThrow(
    'stops[0].durability is none of fsync, log, memory',
  );
});

test('says in one line what is no result', () => {
  expect(() => readResult('{"format": 2', 'a.json')).toThrow(/^a\.json is not JSON$/);
  expect(() => readResult('', 'a.json')).toThrow(/^a\.json is not JSON: it is empty$/);
  for (const other of [null, 7, 'text', [], {}, { format: '2', kind: 'tour' }, { format: 2 }, { format: 2, kind: 'console' }])
    expect(() => read(other)).toThrow(/^a\.json is not a result of Outgrow: name a file that .* wrote$/);
});

test('says which format it reads, and what to do', () => {
  expect(() => read({ ...madeUpTour, format: 1 })).toThrow(
    'a.json is of format 1, this Outgrow reads 2: run it again or use the version that wrote it',
  );
});

test('names the first part of a damaged result that is not as it must be', () => {
  expect(() => read({ ...madeUpExperiment, trials: undefined })).toThrow('a.json is damaged: trials is not a list; run it again');
  const [trial] = madeUpExperiment.trials;
  expect(() => read({ ...madeUpExperiment, trials: [trial, { ...trial, load: {} }] })).toThrow(
    'trials[1].load.workload is not text',
  );
  expect(() => read({ ...madeUpTour, stops: [{ stage: { number: 1, name: 'one', title: 'One' } }] })).toThrow(
    'stops[0].measured is not an object',
  );
  const verdicts = trial?.verdicts.map((verdict) => ({ ...verdict, promised: undefined }));
  expect(() => read({ ...madeUpExperiment, trials: [{ ...trial, verdicts }] })).toThrow(
    'trials[0].verdicts[0].promised is neither true nor false',
  );
  expect(() => read({ ...madeUpExperiment, trials: [{ ...trial, allotments: { app1: '1 CPU' } }] })).toThrow(
    'trials[0].allotments.app1 is not an object',
  );
  const faults = [{ atSeconds: 5, fault: 'change', target: 'a change', steps: [{ name: 'expand', seconds: '2' }] }];
  expect(() => read({ ...madeUpExperiment, trials: [{ ...trial, faults }] })).toThrow(
    'trials[0].faults[0].steps[0].seconds is not a number',
  );
  const probes = { probes: 100, disagreeing: 3, systems: { grid: { behind: 3 } } };
  expect(() => read({ ...madeUpExperiment, trials: [{ ...trial, probes }] })).toThrow(
    'trials[0].probes.systems.grid.ahead is not a number',
  );
  expect(() => read({ ...madeUpExperiment, commit: {} })).toThrow('commit is neither text nor number');
});

test('takes null for a figure that was no number, and the page shows it as none', () => {
  const text = JSON.stringify(madeUpExperiment)
    .replaceAll('41.4', 'null')
    .replaceAll('4.125', 'null')
    .replaceAll('"y":0.61', '"y":null');
  const result = readResult(text, 'a.json');
  if (result.kind !== 'experiment') throw new Error('it is an experiment');
  expect(page({ tours: [], experiments: [result] })).not.toMatch(/NaN|null|undefined/);
});
