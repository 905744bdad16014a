import type { TourResult, TourStop } from '@outgrow/harness/tour-result';
import { operationTable } from './operation-table.ts';
import { durabilityNotes, type StageColumn, stageColumns } from './stage-columns.ts';
import { textTable } from './text-table.ts';

/** The tour as text: one row per stage, and below it the times of each kind of command and read. */
export function tourTable({ stops }: Pick<TourResult, 'stops'>): string {
  const columns = stageColumns(stops, 'terminal');
  const stages = textTable(
    ['stage', ...columns.map(({ head }) => head)],
    stops.map((stop) => rowOf(stop, columns)),
    (at) => columns[at - 1]?.isNumber === true,
  );
  const noted = [stages, ...durabilityNotes(stops)].join('\n');
  const { head, rows } = operationTable(stops);
  return rows.length === 0 ? noted : `${noted}\n\n${textTable(head, rows, (at) => at > 0)}`;
}

/** A stage that was not measured has a reason in place of its figures. */
function rowOf(stop: TourStop, columns: readonly StageColumn[]): string[] {
  const name = `${stop.stage.number} ${stop.stage.name}`;
  if ('skipped' in stop) return [name, `SKIPPED: ${firstLine(stop.skipped)}`];
  if ('failed' in stop) return [name, `FAILED: ${firstLine(stop.failed)}`];
  return [name, ...columns.map(({ text }) => text(stop))];
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
