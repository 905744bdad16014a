import type { Chart, Conclusion, ExperimentResult, Trial } from '@outgrow/harness/experiment-result';
import { chart } from './chart.ts';
import { checkedOf } from './checked.ts';
import { checkedSection } from './checked-section.ts';
import { isNumberColumn } from './experiment-table.ts';
import { counted, isNumber, plain } from './figures.ts';
import { howMeasured } from './how-measured.ts';
import { html, Markup } from './markup.ts';
import { markupFacts, markupTable } from './markup-table.ts';
import { repeatCommand } from './repeat-command.ts';
import { standing } from './standing.ts';
import { trialsSection } from './trials-section.ts';

/** One experiment on one stage: what was asked and expected, what came out, and all that it rests on. */
export function experimentSection(result: ExperimentResult, anchor: string): Markup {
  const { experiment, stage, trials } = result;
  const state = standing(result);
  return html`<section id="${anchor}"><h2>${experiment.id} ${experiment.name}, on stage ${stage.number}: ${stage.title}</h2>
<p class="question">${experiment.question}</p>
${'partial' in state && html`<p class="bad">This run is partial: ${state.partial}. It concludes nothing.</p>\n`}${markupFacts([
  ['expected', experiment.expected],
  ['disproved if', experiment.disproof],
])}${'conclusion' in state && html`${warning(trials)}${concluded(state.conclusion)}`}
<h3>What the checkers say</h3>
${checkedSection(trials)}<h3>How it was measured</h3>
${markupFacts(howMeasured(result))}<p>To repeat it: <code class="repeat">${repeatCommand(result)}</code></p>
${trialsSection(trials)}</section>
`;
}

/** Above the figure, for who reads no further. */
function warning(trials: readonly Trial[]): Markup | false {
  const { anomalies, unchecked } = checkedOf(trials);
  if (anomalies + unchecked.length === 0) return false;
  const what =
    anomalies > 0 ? counted(anomalies, 'anomaly', 'anomalies') : `${counted(unchecked.length, 'trial')} that no checker saw`;
  return html`<p class="bad">Mind: this rests on a run with ${what}.</p>\n`;
}

/** `holds`, `does not hold` or `undecided`, in its colour; a partial run says that it is one. */
export function verdictMark(result: ExperimentResult): Markup {
  const state = standing(result);
  if ('partial' in state) return html`<span class="bad">partial</span>`;
  const { verdict } = state.conclusion;
  return html`<b class="${verdict === 'holds' && 'good'}">${verdict}</b>`;
}

function concluded({ figure, verdict, because, table, charts }: Conclusion): Markup {
  return html`<p class="finding">${figure}</p>
${charts.map(figureOf)}${table.rows.length > 0 && tableOf(table)}<p><b>Verdict: the claim ${VERDICTS[verdict]}.</b> ${because}</p>
`;
}

const VERDICTS: Record<Conclusion['verdict'], string> = {
  holds: 'holds',
  'does not hold': 'does not hold',
  undecided: 'is undecided',
};

function figureOf(drawn: Chart): Markup {
  const isRange = drawn.series.some(({ points }) =>
    points.some(({ low, high }) => isNumber(low) && isNumber(high) && high > low),
  );
  return html`<figure><figcaption>${drawn.title}</figcaption>
${new Markup(chart(drawn))}
${isRange && html`<p class="soft">Pale bars: the range over the repetitions.</p>\n`}</figure>
`;
}

const tableOf = (table: Conclusion['table']): Markup =>
  markupTable(
    table.columns,
    table.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell)))),
    (at) => isNumberColumn(table, at),
  );
