import { milliseconds, whole } from './figures.ts';
import { html, type Markup } from './markup.ts';
import type { Quantiles } from './tour-result.ts';

const WIDTH = 720;
const LEFT = 120;
const RIGHT = 96;
const TOP = 26;
const ROW = 24;
const BOTTOM = 40;

/** Latency per kind of request, on a logarithmic axis: a dot at p50, a line to a ring at p99. */
export function latencyChart(title: string, operations: readonly { name: string; times: Quantiles }[]): Markup {
  const height = TOP + operations.length * ROW + BOTTOM;
  const axis = logarithmic(operations.map(({ times }) => times));
  const label = `${title}: ${operations.map(({ name, times }) => `${name} ${milliseconds(times.p50Ms)} to ${milliseconds(times.p99Ms)}`).join(', ')}`;
  const floor = height - BOTTOM;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" font-size="12" role="img" aria-label="${label}">
${axis.ticks.map(
  (
    tick,
  ) => html`<line class="grid" stroke="currentColor" stroke-opacity="0.2" x1="${axis.x(tick)}" y1="${TOP - 8}" x2="${axis.x(tick)}" y2="${floor}"/>
<text class="tick" text-anchor="middle" x="${axis.x(tick)}" y="${floor + 16}">${tick < 1 ? tick : whole(tick)}</text>
`,
)}<text class="tick" text-anchor="middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${floor + 34}">milliseconds, logarithmic (dot: p50, ring: p99)</text>
${operations.map(({ name, times }, at) => {
  const y = TOP + at * ROW + ROW / 2 - 6;
  const [middle, tail] = [axis.x(times.p50Ms), axis.x(times.p99Ms)];
  return html`<text class="name" text-anchor="end" x="${LEFT - 12}" y="${y + 4}">${name}</text>
<line class="range" stroke="currentColor" stroke-width="2" x1="${middle}" y1="${y}" x2="${tail}" y2="${y}"/><circle class="middle" fill="currentColor" cx="${middle}" cy="${y}" r="4"/><circle class="tail" fill="#fff" stroke="currentColor" stroke-width="2" cx="${tail}" cy="${y}" r="4"/>
<text class="count" text-anchor="end" x="${WIDTH - 4}" y="${y + 4}">${whole(times.count)}</text>
`;
})}<text class="count" text-anchor="end" x="${WIDTH - 4}" y="${TOP - 12}">requests</text>
</svg>`;
}

function logarithmic(times: readonly Quantiles[]): { x(ms: number): number; ticks: number[] } {
  const positive = times.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms]).filter((ms) => ms > 0);
  const from = Math.floor(Math.log10(Math.min(1, ...positive)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(1, ...positive))));
  return {
    // Nothing is drawn left of the axis: a time of 0 is one below the clock's grain.
    x: (ms) =>
      rounded(LEFT + ((Math.max(from, Math.log10(Math.max(ms, 10 ** from))) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)),
    ticks: Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at)),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
