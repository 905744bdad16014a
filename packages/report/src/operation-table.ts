import type { TourStop } from '@outgrow/harness/tour-result';
import { ABSENT, distinct, milliseconds } from './figures.ts';
import { durabilityOf, type MeasuredStop } from './stage-columns.ts';

export interface OperationTable {
  head: string[];
  rows: string[][];
}

/** A row for each kind of command and read, the most frequent first, and in it `p50 / p99` of each stage that was measured. */
export function operationTable(stops: readonly TourStop[]): OperationTable {
  const measured = stops.filter((stop) => 'measured' in stop);
  const names = distinct(measured.flatMap((stop) => stop.measured.load.operations.map(({ name }) => name)));
  const durabilities = distinct(measured.map(durabilityOf));
  const headOf = (stop: MeasuredStop): string =>
    `stage ${stop.stage.number}${durabilities.length > 1 ? ` ${durabilityOf(stop)}` : ''}`;
  return {
    head: ['p50 / p99', ...measured.map(headOf)],
    rows: names.map((name) => [name, ...measured.map((stop) => timesOf(stop, name))]),
  };
}

function timesOf({ measured }: MeasuredStop, name: string): string {
  const latency = measured.load.operations.find((operation) => operation.name === name)?.latency;
  return latency ? `${milliseconds(latency.p50Ms)} / ${milliseconds(latency.p99Ms)}` : ABSENT;
}
