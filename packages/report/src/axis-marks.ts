import * as Plot from '@observablehq/plot';
import type { AxisScale } from './axis-scale.ts';

/** A horizontal axis with its grid. Its texts are given one by one: left to itself, a logarithmic axis leaves some out. */
export const xAxis = ({ ticks, tickFormat }: AxisScale, label: string): Plot.Markish[] => [
  Plot.gridX(ticks),
  Plot.axisX(ticks, { text: tickFormat as (tick: unknown) => string, label, labelOffset: 40 }),
];

/** Its label is the chart's affair: Plot would put it at the very top, where the names of the series are. */
export const yAxis = ({ ticks, tickFormat }: AxisScale): Plot.Markish[] => [
  Plot.gridY(ticks),
  Plot.axisY(ticks, { text: tickFormat as (tick: unknown) => string, label: null }),
];
