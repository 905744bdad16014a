import type { Progress } from '@outgrow/services/service';
import { CannotRun } from './cannot-run.ts';
import type { PointMeasure } from './experiment.ts';
import type { Running } from './running.ts';

/** Measures inside a running stage, one after the other: the figures of all by their names, of which none may be given twice. */
export async function measureInside(
  running: Running,
  wanted: readonly PointMeasure[],
  watch: { progress?: Progress; signal?: AbortSignal } = {},
): Promise<{ [name: string]: number }> {
  const { measures = {}, number } = running.stage;
  const unknown = wanted.find(({ name }) => !measures[name]);
  if (unknown) {
    const there = Object.keys(measures).join(', ') || 'none';
    throw new CannotRun(`stage ${number} has no measure ${unknown.name}; there is ${there}`, 2);
  }
  const measured: { [name: string]: number } = {};
  for (const { name, settings = {} } of wanted) {
    watch.signal?.throwIfAborted();
    watch.progress?.(`measuring ${name}`);
    const figures = (await measures[name]?.(running, settings, watch)) ?? {};
    const twice = Object.keys(figures).find((figure) => figure in measured);
    if (twice) throw new Error(`two measures of one point give ${twice}: name their figures apart`);
    Object.assign(measured, figures);
  }
  return measured;
}
