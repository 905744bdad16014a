import { countsText, milliseconds, whole } from './figures.ts';
import type { StageFigures, TourResult, TourStop } from './tour-result.ts';

const HEAD = ['stage', 'requests/s', 'p50', 'p99', 'dropped', 'refused by reason', 'errors', 'anomalies'];
const TO_THE_RIGHT = new Set([1, 2, 3, 4, 7]);

/** The tour as text: one row per stage. */
export function tourTable(result: TourResult): string {
  const rows = result.stops.map(rowOf);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.filter(isFull).map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (TO_THE_RIGHT.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(HEAD),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map((row) => (isFull(row) ? line(row) : row.join('  '))),
  ].join('\n');
}

/** A stage that was not measured has a reason in place of its figures. */
const isFull = (row: readonly string[]): boolean => row.length === HEAD.length;

function rowOf(stop: TourStop): string[] {
  const name = `${stop.stage.number} ${stop.stage.name}`;
  if ('skipped' in stop) return [name, `SKIPPED: ${firstLine(stop.skipped)}`];
  if ('failed' in stop) return [name, `FAILED: ${firstLine(stop.failed)}`];
  return [name, ...cellsOf(stop.measured)];
}

const cellsOf = ({ times, refused, errors, anomalies }: StageFigures): string[] => [
  whole(times.requestsPerSecond),
  milliseconds(times.all.p50Ms),
  milliseconds(times.all.p99Ms),
  whole(times.dropped),
  countsText(refused),
  countsText(errors),
  whole(anomalies.count),
];

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
