import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { describe, expect, test } from 'vitest';
import { whereItBreaks, withSection } from '../src/where-it-breaks.ts';
import { madeUpConclusion, madeUpExperiment, madeUpTrial } from './made-up.ts';

const result = (id: string, more: Partial<ExperimentResult> = {}): ExperimentResult => ({
  ...madeUpExperiment,
  experiment: { ...madeUpExperiment.experiment, id },
  ...more,
});
const sectionOf = (results: readonly ExperimentResult[]) => whereItBreaks(results).section;
const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('| ['));

describe('where a stage breaks', () => {
  test('is a row per experiment, in their order, with its figure, its verdict and its anomalies', () => {
    const text = sectionOf([result('1.10'), result('1.2', { trials: [{ ...madeUpTrial, anomalies: 3, gaps: 1_200 }] })]);
    expect(rows(text)).toEqual([
      expect.stringMatching(
        /^\| \[1\.2\]\(\.\.\/\.\.\/benchmarks\/experiments\/1\.2-cpu-ceiling\/experiment\.ts\) \| How much .* \| The database's CPU passes .* \| holds \| \*\*3\*\* \(1,200 in gaps\) \|$/,
      ),
      expect.stringMatching(/^\| \[1\.10\].* \| 0 \|$/),
    ]);
  });

  test('takes only whole results of the full profile, and of each experiment the newest', () => {
    const figure = (text: string) => ({ conclusion: { ...madeUpConclusion, figure: text } });
    const text = sectionOf([
      result('1.1', { startedAt: '2026-01-03T00:00:00.000Z', ...figure('new') }),
      result('1.1', { startedAt: '2026-01-02T00:00:00.000Z', ...figure('old') }),
      result('1.1', { startedAt: '2026-01-04T00:00:00.000Z', profile: 'quick', ...figure('quick') }),
      result('1.1', { startedAt: '2026-01-05T00:00:00.000Z', interrupted: 'Ctrl-C', ...figure('partial') }),
    ]);
    expect(rows(text)).toHaveLength(1);
    expect(rows(text)[0]).toContain('| new |');
    expect(() => whereItBreaks([result('1.1', { profile: 'quick' })])).toThrow('there is no whole result of the full profile');
  });

  test('has the first chart of each as a picture that stands by itself', () => {
    const { section, pictures } = whereItBreaks([result('1.1')]);
    expect(pictures.map(({ path }) => path)).toEqual(['limits/1.1-cpu-ceiling.svg']);
    expect(section).toContain('](limits/1.1-cpu-ceiling.svg)');
    expect(pictures[0]?.svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>1\.1 /);
    expect(pictures[0]?.svg).toMatch(/<\/style><\/svg>\n$/);
  });

  test('refuses to mix stages', () => {
    const other = result('1.1', { stage: { number: 2, name: 'two', title: 'Two' } });
    expect(() => whereItBreaks([madeUpExperiment, { ...other, experiment: { ...other.experiment, id: '1.2' } }])).toThrow(
      'of stages 1 and 2',
    );
  });

  test('ends with the machine, the day, the commit, the seeds and what makes it', () => {
    const closing = sectionOf([madeUpExperiment]).split('\n\n')[1] ?? '';
    expect(closing).toContain('Measured on 2026-01-02: 2 cores (Made-up CPU), 24 GiB, linux; commit abc123; seed harbour.');
    expect(closing).toContain('`npm run outgrow -- bench --stage 1 --profile full --seed harbour`');
    const two = sectionOf([result('1.1'), result('1.2', { seed: 'lagoon' })]);
    expect(two).toContain('seeds harbour, lagoon.');
    expect(two).toContain('--profile full`');
  });

  test('is nothing but a table, whatever a result holds', () => {
    const conclusion = { ...madeUpConclusion, figure: 'a | b\n<img src=x> [c](d) `e`' };
    expect(rows(sectionOf([result('1.1', { conclusion })]))[0]).toContain('| a \\| b &lt;img src=x\\> \\[c\\](d) \\`e\\` |');
  });
});

describe('a section', () => {
  const readme = 'before\n<!-- where it breaks: begin -->\nold\n<!-- where it breaks: end -->\nafter\n';

  test('takes the place of what stood between the marks, as often as it is written', () => {
    const once = withSection(readme, 'new $& text\n');
    expect(once).toBe('before\n<!-- where it breaks: begin -->\nnew $& text\n<!-- where it breaks: end -->\nafter\n');
    expect(withSection(once, 'new $& text')).toBe(once);
  });

  test('is refused where the marks are missing or the wrong way round', () => {
    for (const other of [
      '',
      'before <!-- where it breaks: begin -->',
      '<!-- where it breaks: end --> <!-- where it breaks: begin -->',
    ])
      expect(() => withSection(other, 'new')).toThrow(
        'it needs the lines <!-- where it breaks: begin --> and <!-- where it breaks: end -->',
      );
  });
});
