import type { ExperimentResult, Table } from '@outgrow/harness/experiment-result';
import { checkedOf, type Violation } from './checked.ts';
import { ABSENT, counted, plain, whole } from './figures.ts';
import { standing } from './standing.ts';
import { textTable } from './text-table.ts';

/** A result as text for a terminal: the question, the table, the figure, the verdict, and what the checkers say. */
export function experimentText(result: ExperimentResult): string {
  const { experiment, stage, profile, seed } = result;
  const state = standing(result);
  const head = `${experiment.id} ${experiment.name} on stage ${stage.number} ${stage.name} (profile ${profile}, seed ${seed})`;
  const found =
    'partial' in state
      ? [`PARTIAL, concludes nothing: ${state.partial}`]
      : [
          tableText(state.conclusion.table),
          `figure    ${state.conclusion.figure}\nverdict   ${state.conclusion.verdict}: ${state.conclusion.because}`,
        ];
  return [head, experiment.question, ...found, checkedText(result)].filter((part) => part !== '').join('\n\n');
}

function tableText({ columns, rows }: Table): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));
  return textTable(columns, cells, (at) => isNumberColumn({ columns, rows }, at));
}

/** Whether a column is to be aligned at its right: figures, also with a unit or a range behind them. */
export const isNumberColumn = ({ rows }: Table, at: number): boolean =>
  rows.every((row) => /^[\d–-]/.test(String(row[at] ?? ABSENT)));

function checkedText({ trials }: ExperimentResult): string {
  const { anomalies, gaps, records, checkers, found: by, invalid, unchecked } = checkedOf(trials);
  const found = anomalies === 0 ? 'no anomaly' : `${counted(anomalies, 'ANOMALY', 'ANOMALIES')}`;
  const declared = gaps === 0 ? '' : `; ${counted(gaps, 'violation')} of what the stage does not promise (gaps)`;
  return [
    `checked   ${counted(trials.length, 'trial')}, ${counted(records, 'record')}, ${counted(checkers, 'checker')}: ${found}${declared}`,
    ...by.anomalies.flatMap((violation) => violationLines('ANOMALY', violation)),
    ...by.gaps.flatMap((violation) => violationLines('gap', violation)),
    ...invalid.map(({ trial, why }) => `INVALID   ${trial}: ${why}`),
    ...unchecked.map((trial) => `INVALID   ${trial}: no checker saw it, so its figures are no result`),
  ].join('\n');
}

const violationLines = (label: string, { checker, count, guarantee, worst }: Violation): string[] => [
  `${label.padEnd(10)}${checker}${guarantee === undefined ? '' : ` (${guarantee})`}: ${whole(count)}; in ${worst.trial}: ${worst.says}`,
  ...worst.first.slice(0, SHOWN).map((line) => `            ${line}`),
];

/** The page and the result file have the others. */
const SHOWN = 3;
