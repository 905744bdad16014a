import type { TourResult, TourStop } from '@outgrow/harness/tour-result';
import { type StageColumn, stageColumns } from './stage-columns.ts';
import { textTable } from './text-table.ts';

/** The tour as text: one row per stage. */
export function tourTable({ stops }: Pick<TourResult, 'stops'>): string {
  const columns = stageColumns(stops);
  const head = ['stage', ...columns.map((column) => column.head)];
  return textTable(
    head,
    stops.map((stop) => rowOf(stop, columns)),
    (at) => columns[at - 1]?.isNumber === true,
  );
}

/** A stage that was not measured has a reason in place of its figures. */
function rowOf(stop: TourStop, columns: readonly StageColumn[]): string[] {
  const name = `${stop.stage.number} ${stop.stage.name}`;
  if ('skipped' in stop) return [name, `SKIPPED: ${firstLine(stop.skipped)}`];
  if ('failed' in stop) return [name, `FAILED: ${firstLine(stop.failed)}`];
  return [name, ...columns.map(({ text }) => text(stop.measured))];
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
