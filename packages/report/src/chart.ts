import * as Plot from '@observablehq/plot';
import type { Axis, Chart, Series } from '@outgrow/harness/experiment-result';
import { xAxis, yAxis } from './axis-marks.ts';
import { type AxisScale, axisScale } from './axis-scale.ts';
import { chartLegend } from './chart-legend.ts';
import { counted, isNumber, percent, plain } from './figures.ts';
import { at, FONT_SIZE, LETTER, plotSvg } from './plot-svg.ts';
import { type SeriesLook, seriesLook } from './series-look.ts';

const HEIGHT = 250;
const BOTTOM = 46;
const LABEL = 26;

/** A chart as SVG: what was measured as lines with dots and the range of the repetitions, models dashed, limits across. */
export function chart({ title, x, y, series, rules: all = [] }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const xScale = axisScale(x, [...points.map((point) => point.x), ...all.flatMap((rule) => rule.x ?? [])]);
  const yScale = axisScale(y, [
    ...points.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]),
    ...all.flatMap((rule) => rule.y ?? []),
  ]);
  const rules = all.filter((rule) => xScale.shows(rule.x ?? 1) && yScale.shows(rule.y ?? 1));
  const drawn = series.map((one, index) => ({
    ...one,
    look: seriesLook(index, one.as),
    points: one.points.filter((point) => xScale.shows(point.x) && yScale.shows(point.y)),
  }));
  const placesAcross = rules.filter((rule): rule is Rule & { x: number } => isNumber(rule.x));
  const missing = points.length - drawn.reduce((sum, one) => sum + one.points.length, 0);
  const legend = chartLegend(drawn, missingText(missing, points.length, x, y));
  const top = legend.height + LABEL;
  const svg = plotSvg(title, describe(series, x, y), {
    height: top + HEIGHT + BOTTOM,
    marginTop: top,
    marginBottom: BOTTOM,
    marginLeft: 16 + LETTER * Math.max(3, ...yScale.ticks.map((tick) => yScale.tickFormat(tick).length)),
    marginRight: 20,
    x: { type: xScale.type, domain: xScale.domain },
    y: { type: yScale.type, domain: yScale.domain },
    marks: [
      ...xAxis(xScale, x.label),
      ...yAxis(yScale),
      axisLabel(`↑ ${y.label}`, top - 16),
      ...rules.flatMap(ruleMarks),
      ...drawn.flatMap((one) => seriesMarks(one, one.look, yScale, x, y)),
      // Last, so that no line runs through its words.
      ...placesAcross.flatMap((rule, row) => placeLabel(rule, row, xScale)),
      ...rules.flatMap(limitLabel),
      ...legend.marks,
    ],
  });
  return svg.text;
}

const axisLabel = (label: string, y: number): Plot.Markish =>
  Plot.text([label], {
    x: at(() => 4),
    y: at(() => y),
    textAnchor: 'start',
    fill: 'currentColor',
    ariaLabel: () => 'y-axis label',
  });

function seriesMarks(one: Series, { color, symbol, dash }: SeriesLook, scale: AxisScale, x: Axis, y: Axis): Plot.Markish[] {
  const line = Plot.line(one.points, {
    x: 'x',
    y: 'y',
    stroke: color,
    strokeWidth: 2,
    ...(dash !== undefined && { strokeDasharray: dash }),
  });
  if (one.as === 'model') return [line];
  const ranges = one.points.filter(({ low, high }) => isNumber(low) && isNumber(high) && high > low);
  return [
    Plot.ruleX(ranges, {
      x: 'x',
      // On a logarithmic axis a range that reaches 0 ends where the axis does.
      y1: ({ low = 0 }) => (scale.shows(low) ? low : scale.domain[0]),
      y2: 'high',
      stroke: color,
      strokeWidth: 5,
      strokeOpacity: 0.35,
    }),
    line,
    Plot.dot(one.points, {
      x: 'x',
      y: 'y',
      symbol,
      fill: color,
      r: 4,
      title: (point) => `${one.name}\n${x.label}: ${valueText(point.x, x)}\n${y.label}: ${pointText(point, y)}`,
    }),
  ];
}

type Rule = NonNullable<Chart['rules']>[number];

function ruleMarks({ x, y }: Rule): Plot.Markish[] {
  const look = { stroke: 'currentColor', strokeDasharray: '3 3', strokeOpacity: 0.8 };
  return [...(isNumber(x) ? [Plot.ruleX([x], look)] : []), ...(isNumber(y) ? [Plot.ruleY([y], look)] : [])];
}

const LABEL_LOOK = { fill: 'currentColor', stroke: 'var(--paper)', strokeWidth: 4, fontSize: FONT_SIZE - 1 };

function placeLabel({ x, label }: Rule & { x: number }, row: number, scale: AxisScale): Plot.Markish[] {
  const toTheLeft = isRightHalf(x, scale);
  // Each has a row of its own: two that stand side by side would be written over one another.
  const place = { textAnchor: toTheLeft ? 'end' : 'start', dx: toTheLeft ? -5 : 5, dy: 8 + row * FONT_SIZE * 1.45 } as const;
  return [Plot.text([label], { ...LABEL_LOOK, ...place, x: [x], text: [label], frameAnchor: 'top' })];
}

function limitLabel({ y, label }: Rule): Plot.Markish[] {
  if (!isNumber(y)) return [];
  return [Plot.text([label], { ...LABEL_LOOK, y: [y], text: [label], frameAnchor: 'right', textAnchor: 'end', dx: -4, dy: -8 })];
}

function isRightHalf(x: number, { type, domain: [from, to] }: AxisScale): boolean {
  const place = type === 'log' ? Math.log : Number;
  return (place(x) - place(from)) / (place(to) - place(from)) > 0.5;
}

function missingText(missing: number, of: number, x: Axis, y: Axis): string | undefined {
  if (of === 0) return 'No point was measured.';
  if (missing === 0) return undefined;
  const why = x.scale === 'log' || y.scale === 'log' ? ' (0 has no place on a logarithmic axis)' : '';
  return `Not shown: ${missing} of ${counted(of, 'point')}${why}.`;
}

/** The chart for who cannot see it: every series with its points. */
function describe(series: readonly Series[], x: Axis, y: Axis): string {
  const texts = series.map(
    ({ name, as, points }) =>
      `${name}${as === 'model' ? ' (model)' : ''}: ${points.map((point) => `${valueText(point.x, x)}: ${pointText(point, y)}`).join('; ') || 'no points'}.`,
  );
  return `${y.label} over ${x.label}. ${texts.join(' ')}`;
}

const pointText = ({ y, low, high }: Series['points'][number], axis: Axis): string =>
  valueText(y, axis) +
  (isNumber(low) && isNumber(high) && high > low ? ` (${valueText(low, axis)} to ${valueText(high, axis)})` : '');

const valueText = (value: number, axis: Axis): string => (axis.percent === true ? percent(value) : plain(value));
