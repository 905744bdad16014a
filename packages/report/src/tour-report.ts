import { countsText, milliseconds, whole } from './figures.ts';
import { latencyChart } from './latency-chart.ts';
import { html, type Markup } from './markup.ts';
import { pageStyle } from './page-style.ts';
import { type StageFigures, starvation, type TourResult, type TourStop } from './tour-result.ts';

/** The tour as one page that needs nothing beside itself: no script, no font, no address. */
export function tourPage(result: TourResult): string {
  const { load, market } = result;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outgrow: the tour of ${result.startedAt.slice(0, 10)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>Outgrow: the tour</h1>
<p class="soft">${result.startedAt.slice(0, 16).replace('T', ' ')} UTC</p>
<p>The same shop on each architecture there is, one after the other: ${whole(market.merchants)} merchants ×
${whole(market.products)} products, ${whole(market.customers)} customers, popularity by Zipf's law. k6 began
${whole(load.ratePerSecond)} sessions a second for ${whole(load.seconds)} s (workload <code>${load.workload}</code>) whether the
earlier ones had ended or not. Then every stored record was checked, and every reply held against what is stored.</p>
<div class="wide"><table>
<tr><th>stage</th><th class="number">requests/s</th><th class="number">p50</th><th class="number">p99</th><th class="number">dropped</th><th>refused by reason</th><th>errors</th><th class="number">anomalies</th></tr>
${result.stops.map(tableRow)}</table></div>
<p class="soft"><b>Dropped</b> sessions could not begin at their time, because too many earlier ones were still waiting.
<b>Refused</b> commands are the shop saying no, as it should. <b>Errors</b> are answers that nobody asked for.
An <b>anomaly</b> is something that a client saw or a record holds that a correct shop would not allow: there must be none.</p>
${result.stops.map(section)}
<section><h2>How this was measured</h2>
<table>
${facts(result).map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>\n`)}</table>
<p>To repeat it: <code>npm start -- --seed ${result.seed} --rate ${load.ratePerSecond} --seconds ${load.seconds}</code></p>
</section>
</body>
</html>
`;
  return page.text;
}

function tableRow(stop: TourStop): Markup {
  const name = html`<td>${stop.stage.number} ${stop.stage.name}</td>`;
  if ('skipped' in stop) return html`<tr>${name}<td colspan="7"><span class="bad">skipped:</span> ${stop.skipped}</td></tr>\n`;
  if ('failed' in stop) return html`<tr>${name}<td colspan="7"><span class="bad">failed:</span> ${stop.failed}</td></tr>\n`;
  const { times, refused, errors, anomalies } = stop.measured;
  const numbers = [
    whole(times.requestsPerSecond),
    milliseconds(times.all.p50Ms),
    milliseconds(times.all.p99Ms),
    whole(times.dropped),
  ];
  return html`<tr>${name}${numbers.map((value) => html`<td class="number">${value}</td>`)}<td>${countsText(refused)}</td><td>${countsText(errors)}</td><td class="number ${anomalies.count > 0 ? 'bad' : 'good'}">${whole(anomalies.count)}</td></tr>\n`;
}

function section(stop: TourStop): Markup {
  const { number, title } = stop.stage;
  if (!('measured' in stop)) return html``;
  const { measured } = stop;
  const { times, commands } = measured;
  const starved = starvation(measured);
  return html`<section><h2>Stage ${number}. ${title}</h2>
<p>${whole(times.sessions)} sessions sent ${whole(times.requests)} requests in ${times.seconds.toFixed(1)} s. Of their commands
${whole(commands.accepted)} were accepted, ${whole(commands.refused)} refused, ${whole(commands.failed)} failed and
${whole(commands.unknown)} ended unknown. <span class="soft">${serversText(measured)}</span></p>
${latencyChart(`Latency of stage ${number} by kind of request`, times.operations)}
${verdict(measured)}
${starved === undefined ? '' : html`<p class="bad">Mind: ${starved}.</p>`}
</section>
`;
}

function verdict({ records, anomalies }: StageFigures): Markup {
  if (anomalies.count === 0) {
    return html`<p><span class="good">No anomaly:</span> every invariant holds over ${whole(records)} records, and every reply is as stored.</p>`;
  }
  const rest = anomalies.count - anomalies.first.length;
  return html`<p class="bad">${whole(anomalies.count)} anomalies</p>
<ul>${anomalies.first.map((anomaly) => html`<li>${anomaly}</li>\n`)}${rest > 0 && html`<li>and ${whole(rest)} more</li>`}</ul>`;
}

function serversText({ instances, servers }: StageFigures): string {
  const apps = `${instances} app ${instances === 1 ? 'process' : 'processes'}`;
  return `${[apps, ...servers.map(({ name, version, mode }) => `${name} ${version} (${mode})`)].join(', ')}.`;
}

function facts({ seed, commit, machine, versions }: TourResult): [string, string][] {
  return [
    ['seed', seed],
    ['commit', commit ?? 'not in a repository'],
    ['machine', `${machine.cores} cores (${machine.cpu}), ${whole(machine.memoryBytes / 2 ** 30)} GiB, ${machine.platform}`],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['load generator', 'k6 and the measured stage share this machine; a session waits for no other'],
  ];
}
