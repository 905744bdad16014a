import type { Series, Trial } from '@outgrow/harness/experiment-result';

/** What was measured at one point, over its repetitions. */
export interface Spread {
  median: number;
  low: number;
  high: number;
  /** How many repetitions have no such figure; absent where all have it. */
  missing?: number;
}

/** Median and range of what was measured; NaN throughout where there is nothing. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  const missing = values.length - sorted.length;
  return { median, low: at(0), high: at(sorted.length - 1), ...(missing > 0 && { missing }) };
}

/** The repetitions of a point, and what was varied there. */
export interface PointTrials {
  name: string;
  knobs: Trial['knobs'];
  trials: Trial[];
  /** A figure of each repetition, as median and range. */
  of(figure: (trial: Trial) => number): Spread;
}

/** Trials by point, in the order of their knobs: of a point that came late, since it was invalid at first, the place is the same. */
export function byPoint(trials: readonly Trial[]): PointTrials[] {
  const points = new Map<string, PointTrials>();
  for (const trial of trials) {
    const { name, knobs } = trial;
    const point = points.get(name);
    if (point) point.trials.push(trial);
    else {
      const own = [trial];
      points.set(name, { name, knobs, trials: own, of: (figure) => spread(own.map(figure)) });
    }
  }
  return [...points.values()].sort(byKnobs);
}

/** Trials by repetition: each is the whole experiment once. */
export const byRepetition = (trials: readonly Trial[]): Trial[][] => [
  ...Map.groupBy(trials, ({ repetition }) => repetition).values(),
];

function byKnobs({ knobs: one }: PointTrials, { knobs: other }: PointTrials): number {
  for (const [name, value] of Object.entries(one)) {
    const [a, b] = [Number(value), Number(other[name])];
    if (a !== b && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  }
  return 0;
}

/** A knob that is a number. */
export const knob = ({ knobs }: Pick<Trial, 'knobs'>, name: string): number => Number(knobs[name]);

/** The point of these knobs; undefined where there is none. */
export const pointOf = (points: readonly PointTrials[], wanted: Trial['knobs']): PointTrials | undefined =>
  points.find(({ knobs }) => Object.entries(wanted).every(([name, value]) => knobs[name] === value));

/** A line of a chart through points, by one of their knobs. Where nothing was measured there is no dot. */
export const measuredSeries = (
  name: string,
  points: readonly PointTrials[],
  x: (point: PointTrials) => number,
  y: (trial: Trial) => number,
): Series => ({
  name,
  as: 'measured',
  points: points
    .map((point) => ({ x: x(point), ...point.of(y) }))
    .filter(({ median }) => !Number.isNaN(median))
    .map(({ x, median, low, high }) => ({ x, y: median, low, high })),
});
