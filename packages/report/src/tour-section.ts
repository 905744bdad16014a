import type { Trial } from '@outgrow/harness/experiment-result';
import type { TourResult, TourStop } from '@outgrow/harness/tour-result';
import { checkedSection } from './checked-section.ts';
import { distinct, plain, whole } from './figures.ts';
import { lengthText, runFacts, serversText, timeText } from './how-measured.ts';
import { latencyChart } from './latency-chart.ts';
import { html, type Markup } from './markup.ts';
import { markupFacts, markupTable } from './markup-table.ts';
import { operationTable } from './operation-table.ts';
import { repeatCommand } from './repeat-command.ts';
import { durabilityNotes, durabilityOf, type StageColumn, stageColumns } from './stage-columns.ts';
import { starvation } from './starvation.ts';

/** The table that compares stages, each stage of it, and how it was measured. */
export function tourSection(tour: TourResult): Markup {
  const { load, market, stops } = tour;
  const columns = stageColumns(stops, 'page');
  const times = operationTable(stops);
  return html`<section id="stages"><h2>The stages under the same load</h2>
<p>${whole(market.merchants)} merchants × ${whole(market.products)} products, ${whole(market.customers)} customers, popularity by Zipf's law.
k6 began ${plain(load.ratePerSecond)} sessions a second for ${plain(load.seconds)} s (workload <code>${load.workload}</code>) whether the
earlier ones had ended or not. Then every stored record was checked, and every reply held against what is stored.</p>
<p class="soft"><b>Durability</b> is where a write is once it is acknowledged: <b>fsync</b>, on disk; <b>log</b>, written to the operating system and flushed
later; <b>memory</b>, in no file. Stages are compared at the same word; where one of them is another thing, a note says so. <b>Orders/CPU-s</b> are the accepted orders, a basket as one, for each second of CPU that
the servers and apps of the stage took. <b>MiB</b> is what all its processes hold at the end. <b>Lines</b> are of the stage's own code:
infrastructure wires it up, synchronisation keeps copies in step, also those of which only some of its topologies have any, the rest is
feature. What only measures counts for nothing.</p>
<div class="wide"><table>
<thead><tr><th scope="col">stage</th>${columns.map(({ head, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${head}</th>`)}</tr></thead>
<tbody>
${stops.map((stop) => tableRow(stop, columns))}</tbody>
</table></div>
${durabilityNotes(stops).map((note) => html`<p class="soft">${note}</p>\n`)}${times.rows.length > 0 && html`<h3>Times by kind of request</h3>\n${markupTable(times.head, times.rows, (at) => at > 0)}`}${stops.map(stageSection)}<h3>How this was measured</h3>
${markupFacts([
  ['run', `${timeText(tour.startedAt)}, seed ${tour.seed}`],
  ['load', distinct(stops.flatMap((stop) => ('measured' in stop ? [lengthText(stop.measured)] : []))).join('; ')],
  ...runFacts(tour),
  ['load generator', 'k6 and the measured stage share this machine; a session waits for no other'],
])}<p>To repeat it: <code class="repeat">${repeatCommand(tour)}</code></p>
</section>
`;
}

function tableRow(stop: TourStop, columns: readonly StageColumn[]): Markup {
  const name = html`<td class="name">${stop.stage.number} ${stop.stage.name}</td>`;
  const instead = (what: string, why: string): Markup =>
    html`<tr>${name}<td colspan="${columns.length}"><span class="bad">${what}:</span> ${why}</td></tr>\n`;
  if ('skipped' in stop) return instead('skipped', stop.skipped);
  if ('failed' in stop) return instead('failed', stop.failed);
  const trial = stop.measured;
  const look = ({ head, isNumber }: StageColumn): string =>
    `${isNumber ? 'number' : ''}${head === 'anomalies' ? ` ${trial.anomalies > 0 ? 'bad' : 'good'}` : ''}`;
  return html`<tr>${name}${columns.map((column) => html`<td class="${look(column)}">${column.text(stop)}</td>`)}</tr>\n`;
}

function stageSection(stop: TourStop): Markup | false {
  if (!('measured' in stop)) return false;
  const { number, title } = stop.stage;
  const durability = durabilityOf(stop);
  const trial = stop.measured;
  const { load } = trial;
  const { accepted, refused, failed, unknown } = load.commands;
  const starved = starvation(trial);
  return html`<h3>Stage ${number}. ${title}${durability !== 'fsync' && `, durability ${durability}`}</h3>
<p>${whole(load.sessions)} sessions sent ${whole(load.requests)} requests in ${load.seconds.toFixed(1)} s. Of their commands
${whole(accepted)} were accepted, ${whole(refused)} refused, ${whole(failed)} failed and
${whole(unknown)} ended unknown. <span class="soft">${serversText(trial)}.</span></p>
${latency(number, trial)}${checkedSection([trial])}${starved !== undefined && html`<p class="bad">Mind: ${starved}.</p>\n`}`;
}

const latency = (number: number, { load }: Trial): Markup =>
  html`<figure><figcaption>Latency by kind of request</figcaption>
${latencyChart(`Latency of stage ${number} by kind of request`, load.operations)}
</figure>
`;
