import type { Trial } from '@outgrow/harness/experiment-result';
import { trialName } from './checked.ts';
import { counted, countsText, milliseconds, plain, spreadText, whole } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { markupFacts, markupTable } from './markup-table.ts';
import { cpuText } from './stage-columns.ts';

/** Every trial, folded away: the points with their median and range, and then each repetition. */
export const trialsSection = (trials: readonly Trial[]): Markup | false =>
  trials.length > 0 &&
  html`<details><summary>${counted(trials.length, 'trial')}, one by one</summary>
${points(trials)}${trials.map(trialDetails)}</details>
`;

function points(trials: readonly Trial[]): Markup {
  const rows = [...Map.groupBy(trials, ({ name }) => name)].map(([name, all]) => {
    const valid = all.filter(({ invalid }) => invalid === undefined);
    const spread = (value: (load: Trial['load']) => number): string => spreadText(valid.map(({ load }) => value(load)));
    return [
      name,
      valid.length === all.length ? whole(all.length) : `${valid.length} of ${all.length}`,
      spread((load) => load.requestsPerSecond),
      spread((load) => load.all.p50Ms),
      spread((load) => load.all.p99Ms),
      spread((load) => load.all.p999Ms),
      whole(all.reduce((sum, { load }) => sum + load.dropped, 0)),
    ];
  });
  return markupTable(['point', 'valid', 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'dropped'], rows, (at) => at > 0);
}

function trialDetails(trial: Trial): Markup {
  const { load, knobs, faults, verdicts, sampled, invalid } = trial;
  const { accepted, refused, failed, unknown } = load.commands;
  return html`<details><summary>${trialName(trial)}${invalid !== undefined && html` <span class="bad">invalid</span>`}</summary>
${invalid !== undefined && html`<p class="bad">Counts for nothing: ${invalid}</p>\n`}${markupFacts([
  ['varied', namedText(knobs)],
  ['began', trial.startedAt],
  ['sessions', `${whole(load.sessions)}, dropped ${whole(load.dropped)}`],
  ['requests', `${whole(load.requests)}, ${whole(load.requestsPerSecond)} a second`],
  ['latency', latencyText(load.all)],
  ['commands', `accepted ${whole(accepted)}, refused ${whole(refused)}, failed ${whole(failed)}, unknown ${whole(unknown)}`],
  ['refused', countsText(load.refused)],
  ['errors', countsText(load.errors)],
  ['CPU', cpuText(trial)],
  ['faults', faults.map(({ fault, target, atSeconds }) => `${fault} of ${target} at ${plain(atSeconds)} s`).join(', ')],
  ['anomalies', whole(trial.anomalies)],
  ['gaps', whole(trial.gaps)],
])}${
  Object.keys(sampled).length > 0 &&
  markupTable(
    ['sampled', 'mean', 'max'],
    Object.entries(sampled).map(([name, { mean, max }]) => [name, plain(mean), plain(max)]),
    (at) => at > 0,
  )
}${markupTable(
  ['checker', 'violations', 'says', 'figures'],
  verdicts.map(({ checker, count, says, figures }) => [checker, whole(count), says, namedText(figures)]),
  (at) => at === 1,
)}</details>
`;
}

const latencyText = ({ p50Ms, p90Ms, p99Ms, p999Ms, maxMs }: Trial['load']['all']): string =>
  `p50 ${milliseconds(p50Ms)}, p90 ${milliseconds(p90Ms)}, p99 ${milliseconds(p99Ms)}, p99.9 ${milliseconds(p999Ms)}, longest ${milliseconds(maxMs)}`;

const namedText = (values: { [name: string]: number | string }): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : plain(value)}`)
    .join(', ');
