import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import type { TourResult } from '@outgrow/harness/tour-result';
import { experimentSection, verdictMark } from './experiment-section.ts';
import { distinct } from './figures.ts';
import { machineText } from './how-measured.ts';
import { html, type Markup } from './markup.ts';
import { markupFacts } from './markup-table.ts';
import { pageStyle } from './page-style.ts';
import { inOrder, newestFirst } from './standing.ts';
import { tourSection } from './tour-section.ts';

/** Results as one page that needs nothing beside itself: no script, no font, no address. */
export function page({ tours, experiments }: { tours: readonly TourResult[]; experiments: readonly ExperimentResult[] }): string {
  const tour = tours.toSorted(newestFirst)[0];
  const sorted = experiments.toSorted((one, other) => inOrder(one, other) || newestFirst(one, other));
  const shown = [...(tour === undefined ? [] : [tour]), ...sorted];
  const heading = sorted.length === 0 ? 'Outgrow: the tour' : 'Outgrow: what was measured';
  const title = `${heading}, ${daysText(shown)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${heading}</h1>
<p>Outgrow runs the same shop of merchants and orders on several data architectures, its stages, loads each of them, breaks it and
checks every record. The servers are real, and no figure stands without the verdict of the checkers.</p>
${shown.length === 0 && html`<p class="bad">There is no result yet. Make one: <code>npm start</code></p>\n`}${facts(shown)}${words}${
  sorted.length > 0 && index(sorted, tour !== undefined)
}${tour !== undefined && tourSection(tour)}${sorted.map((result, at) => experimentSection(result, anchorAt(at)))}</body>
</html>
`.text;
}

type Shown = Pick<ExperimentResult, 'startedAt' | 'machine' | 'commit'>;

function facts(shown: readonly Shown[]): Markup | false {
  if (shown.length === 0) return false;
  const machines = distinct(shown.map(({ machine }) => machineText(machine)));
  const commits = distinct(shown.map(({ commit }) => commit ?? 'not in a repository'));
  return html`${markupFacts([
    ['measured', daysText(shown)],
    ['machine', machines.join('; ')],
    ['commit', commits.join(', ')],
  ])}${
    machines.length > 1 &&
    html`<p class="bad">These results come from ${machines.length} machines: hold figures of one against those of another with care.</p>\n`
  }`;
}

const anchorAt = (at: number): string => `result-${at + 1}`;

const words = html`<p class="soft">Half of all requests were answered within <b>p50</b>, 99 of 100 within <b>p99</b>. A session is
<b>dropped</b> when it could not begin at its time, because too many earlier ones were still waiting. <b>Refused</b> commands are
the shop saying no, as it should; <b>errors</b> are answers that nobody asked for. An <b>anomaly</b> is something that a client saw or a record
holds that a correct shop would not allow: there must be none. A <b>gap</b> is such a thing too, but one that the stage does not promise
to rule out. <b>CPU</b> is the mean share of what a process was allotted, or else of the machine.</p>
`;

const index = (sorted: readonly ExperimentResult[], hasTour: boolean): Markup => html`<nav aria-label="Contents"><ul>
${hasTour && html`<li><a href="#stages">The stages under the same load</a></li>\n`}${sorted.map(
  (result, at) =>
    html`<li><a href="#${anchorAt(at)}">${result.experiment.id} ${result.experiment.name}</a>, stage ${result.stage.number}: ${verdictMark(result)}<br>
<span class="soft">${result.experiment.question}</span></li>\n`,
)}</ul></nav>
`;

function daysText(shown: readonly Shown[]): string {
  const days = distinct(shown.map(({ startedAt }) => startedAt.slice(0, 10))).sort();
  return days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? 'nothing yet');
}
