import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { chartFile } from './chart-file.ts';
import { checkedOf } from './checked.ts';
import { distinct, whole } from './figures.ts';
import { machineText } from './how-measured.ts';
import { shellWord } from './repeat-command.ts';
import { inOrder, newestFirst, standing } from './standing.ts';

/** What a stage's README shows of its limits: the section, and the pictures it refers to, by their path from the README. */
export interface WhereItBreaks {
  section: string;
  pictures: { path: string; svg: string }[];
}

/** The limits of one stage as Markdown for its README, from whole results of the full profile: of each experiment the newest. */
export function whereItBreaks(results: readonly ExperimentResult[]): WhereItBreaks {
  const whole = results.filter((result) => result.profile === 'full' && 'conclusion' in standing(result));
  const newest = [...Map.groupBy(whole, ({ experiment }) => experiment.id).values()]
    .flatMap((runs) => runs.toSorted(newestFirst).slice(0, 1))
    .sort(inOrder);
  const [stage, other] = distinct(newest.map((result) => result.stage.number));
  if (stage === undefined)
    throw new Error('there is no whole result of the full profile: run `outgrow bench` with --profile full');
  if (other !== undefined)
    throw new Error(`the limits of one stage are wanted, and these results are of stages ${stage} and ${other}`);
  const pictures = newest.flatMap(pictureOf);
  const section = `| | limit | figure | verdict | anomalies |
|---|---|---|---|---|
${newest.map(row).join('\n')}

${closing(newest, stage)}

${pictures.map(({ title, path }) => `**${title}**\n\n![${title}](${path})`).join('\n\n')}`;
  return { section, pictures: pictures.map(({ path, svg }) => ({ path, svg })) };
}

/** Of each experiment its first chart. */
function pictureOf(result: ExperimentResult): { title: string; path: string; svg: string }[] {
  const { id, name } = result.experiment;
  const state = standing(result);
  const first = 'conclusion' in state ? state.conclusion.charts[0] : undefined;
  if (!first) return [];
  const titled = { ...first, title: `${id} ${first.title}` };
  return [{ title: cell(titled.title), path: `limits/${encodeURIComponent(`${id}-${name}`)}.svg`, svg: chartFile(titled) }];
}

const BEGIN = '<!-- where it breaks: begin -->';
const END = '<!-- where it breaks: end -->';

/** The README with the section between its two marks. */
export function withSection(readme: string, section: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the README has no place for it: it needs the lines ${BEGIN} and ${END}`);
  return `${readme.slice(0, from + BEGIN.length)}\n${section.trim()}\n${readme.slice(to)}`;
}

function row(result: ExperimentResult): string {
  const { id, name, question } = result.experiment;
  const state = standing(result);
  const { figure, verdict } = 'conclusion' in state ? state.conclusion : { figure: '', verdict: '' };
  const link = `[${cell(id)}](../../benchmarks/experiments/${encodeURIComponent(`${id}-${name}`)}/experiment.ts)`;
  return `| ${[link, cell(question), cell(figure), cell(verdict), anomaliesText(result)].join(' | ')} |`;
}

function anomaliesText({ trials }: ExperimentResult): string {
  const { anomalies, gaps, invalid, unchecked } = checkedOf(trials);
  const notes = [
    ...(gaps > 0 ? [`${whole(gaps)} in gaps`] : []),
    ...(invalid.length + unchecked.length > 0 ? [`${invalid.length + unchecked.length} of ${trials.length} trials invalid`] : []),
  ];
  return `${anomalies > 0 ? `**${whole(anomalies)}**` : '0'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function closing(results: readonly ExperimentResult[], stage: number): string {
  const all = (text: (result: ExperimentResult) => string): string => cell(distinct(results.map(text)).sort().join(', '));
  const seeds = distinct(results.map(({ seed }) => seed)).sort();
  // One run of the stage has one seed; results of several runs are not repeated by any single one.
  const seed = seeds.length === 1 ? ` --seed ${shellWord(seeds[0] ?? '')}` : '';
  const command = `npm run outgrow -- bench --stage ${stage} --profile full${seed}`;
  return `Measured on ${all(({ startedAt }) => startedAt.slice(0, 10))}: ${all(({ machine }) => machineText(machine))}; commit ${all(
    ({ commit }) => commit ?? 'not in a repository',
  )}; ${seeds.length === 1 ? 'seed' : 'seeds'} ${cell(seeds.join(', '))}. An anomaly is something that a correct shop would not allow; a gap is one that this
stage does not promise to rule out. Made by \`${command.replaceAll('`', '')}\` and then \`npm run outgrow -- limits ${stage}\`.`;
}

/** Text within one cell of a Markdown table, and nothing but text. */
const cell = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\|`*_[\]<>&]/g, (character) => (character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`));
