import type { Axis } from '@outgrow/harness/experiment-result';
import { isNumber } from './figures.ts';

export interface AxisScale {
  type: 'linear' | 'log';
  domain: [number, number];
  ticks: number[];
  tickFormat(value: number): string;
  /** Whether a value has a place on it: a logarithmic axis has none for 0. */
  shows(value: number): boolean;
}

/** Where an axis begins and ends, and what stands at it: all the values, in steps of 1, 2 or 5. */
export function axisScale({ scale = 'linear', percent = false, from }: Axis, values: readonly number[]): AxisScale {
  const shows = (value: number): boolean => isNumber(value) && (scale === 'linear' || value > 0);
  const shown = [...values, ...(from === undefined ? [] : [from])].filter(shows);
  const [low, high] = shown.length === 0 ? ([1, 10] as const) : ([Math.min(...shown), Math.max(...shown)] as const);
  const ticks = scale === 'log' ? logTicks(low, high) : linearTicks(low, high);
  const [first = low, last = high] = [ticks[0], ticks.at(-1)];
  // Where an axis is told to begin it begins, unless that would hide a value.
  const start = from !== undefined && shows(from) && from === low ? from : first;
  return {
    type: scale,
    domain: [start, last],
    ticks: (scale === 'log' ? thinned(ticks) : ticks).filter((tick) => tick >= start),
    tickFormat: (value) => (percent ? `${tickText(value * 100)} %` : tickText(value)),
    shows,
  };
}

function linearTicks(low: number, high: number): number[] {
  const room = high > low ? high - low : Math.abs(high) || 1;
  const step = roundUp(room / 6);
  const [from, to] = [Math.floor(low / step + GRAIN), Math.ceil(high / step - GRAIN)];
  return Array.from({ length: Math.max(to - from, 1) + 1 }, (_, at) => (from + at) * step);
}

/** 1, 2 and 5 of each decade, from the last at or below `low` to the first at or above `high`. */
function logTicks(low: number, high: number): number[] {
  const decades = { from: Math.floor(Math.log10(low) + GRAIN), to: Math.ceil(Math.log10(high) - GRAIN) };
  const all = Array.from({ length: decades.to - decades.from + 2 }, (_, at) => decades.from + at).flatMap((decade) =>
    [1, 2, 5].map((digit) => digit * 10 ** decade),
  );
  const from = all.findLastIndex((tick) => tick <= low * (1 + GRAIN));
  const to = all.findIndex((tick) => tick >= high * (1 - GRAIN));
  return all.slice(from, Math.max(to, from + 1) + 1);
}

/** On a long axis only whole decades have a name. */
function thinned(ticks: number[]): number[] {
  if (ticks.length <= 9) return ticks;
  return ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < GRAIN);
}

function roundUp(step: number): number {
  const decade = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5, 10].find((digit) => digit * decade >= step * (1 - GRAIN)) ?? 10) * decade;
}

/** What is left of a whole number after arithmetic on floats. */
const GRAIN = 1e-9;

const tickText = (value: number): string => {
  const small = Math.abs(value) < 1;
  return value.toLocaleString('en', small ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 4 });
};
