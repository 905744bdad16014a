import * as Plot from '@observablehq/plot';
import type { Latency, LoadFigures } from '@outgrow/harness/experiment-result';
import { xAxis } from './axis-marks.ts';
import { axisScale } from './axis-scale.ts';
import { isNumber, milliseconds, whole } from './figures.ts';
import type { Markup } from './markup.ts';
import { at, LETTER, plotSvg, WIDTH } from './plot-svg.ts';

const ROW = 24;
const TOP = 30;
const BOTTOM = 46;
const RIGHT = 76;

/** Latency per kind of request, on a logarithmic axis: a dot at p50, a line to a ring at p99. */
export function latencyChart(title: string, operations: LoadFigures['operations']): Markup {
  const shown = operations.filter(({ latency }) => isNumber(latency.p50Ms) && isNumber(latency.p99Ms));
  const positive = shown.flatMap(({ latency }) => [latency.p50Ms, latency.p99Ms]);
  const scale = axisScale({ label: 'milliseconds', scale: 'log' }, positive);
  // A time of 0 is one below the clock's grain: it stands where the axis begins.
  const place = (ms: number): number => Math.max(ms, scale.domain[0]);
  const p50 = ({ latency }: { latency: Latency }): number => place(latency.p50Ms);
  const p99 = ({ latency }: { latency: Latency }): number => place(latency.p99Ms);
  const look = { y: 'name', stroke: 'var(--series-1)', strokeWidth: 2 };
  const text = shown.map(({ name, latency }) => `${name} ${milliseconds(latency.p50Ms)} to ${milliseconds(latency.p99Ms)}`);
  return plotSvg(title, `Median to p99 by kind of request: ${text.join(', ')}.`, {
    height: TOP + shown.length * ROW + BOTTOM,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: 16 + LETTER * Math.max(4, ...shown.map(({ name }) => name.length)),
    marginRight: RIGHT,
    x: { type: 'log', domain: scale.domain },
    y: { type: 'band', domain: shown.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      ...xAxis(scale, 'latency (ms), logarithmic; dot: p50, ring: p99'),
      Plot.ruleY(shown, { ...look, x1: p50, x2: p99 }),
      Plot.dot(shown, { ...look, x: p50, r: 4, fill: 'var(--series-1)' }),
      Plot.dot(shown, { ...look, x: p99, r: 4, fill: 'var(--paper)' }),
      Plot.text(shown, {
        y: 'name',
        x: at(() => WIDTH),
        text: ({ latency }) => whole(latency.count),
        textAnchor: 'end',
        fill: 'var(--soft)',
      }),
      Plot.text(['requests'], { x: at(() => WIDTH), y: at(() => TOP - 18), textAnchor: 'end', fill: 'var(--soft)' }),
    ],
  });
}
