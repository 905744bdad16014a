import type { Trial } from '@outgrow/harness/experiment-result';
import type { TourStop } from '@outgrow/harness/tour-result';
import { ABSENT, countsText, isNumber, milliseconds, plain, whole } from './figures.ts';
import { ordersPerCpuSecond } from './orders-per-cpu-second.ts';

/** One column of the table that compares stages. */
export interface StageColumn {
  head: string;
  isNumber: boolean;
  text(stop: MeasuredStop): string;
  /** Left out where no stage has anything to say in it. */
  isOptional?: true;
  /** The page has room for all; in a terminal a row must stay one. */
  only?: 'page' | 'terminal';
}

export type MeasuredStop = Extract<TourStop, { measured: Trial }>;

export const durabilityOf = ({ durability = 'fsync' }: Pick<TourStop, 'durability'>): string => durability;

/** What must be said beside the stops whose durability is marked. */
export const durabilityNotes = (stops: readonly TourStop[]): string[] =>
  stops.flatMap((stop) =>
    'measured' in stop && stop.note !== undefined ? [`* stage ${stop.stage.number}, ${durabilityOf(stop)}: ${stop.note}`] : [],
  );

export function stageColumns(stops: readonly TourStop[], place: 'page' | 'terminal'): StageColumn[] {
  const measured = stops.filter((stop) => 'measured' in stop);
  const says = ({ text }: StageColumn): boolean => measured.some((stop) => !NOTHING.has(text(stop)));
  return COLUMNS.filter((column) => (column.only ?? place) === place && (!column.isOptional || says(column)));
}

/** `app1 31 %, postgres 43 %`: the mean by process, of what it was allotted or else of the machine. Empty where nothing was sampled. */
export const cpuText = ({ sampled }: Pick<Trial, 'sampled'>): string =>
  Object.entries(sampled)
    .filter(([name]) => name.endsWith(CPU_SHARE))
    .map(([name, { mean }]) => `${name.slice(0, -CPU_SHARE.length)} ${whole(mean * 100)} %`)
    .join(', ');

const CPU_SHARE = '.cpuShare';
const NOTHING = new Set(['', '0', 'none', ABSENT]);

const COLUMNS: readonly StageColumn[] = [
  { head: 'durability', isNumber: false, text: (stop) => durabilityOf(stop) + (stop.note === undefined ? '' : '*') },
  { head: 'requests/s', isNumber: true, text: ({ measured }) => whole(measured.load.requestsPerSecond) },
  { head: 'p50', isNumber: true, text: ({ measured }) => milliseconds(measured.load.all.p50Ms) },
  { head: 'p99', isNumber: true, text: ({ measured }) => milliseconds(measured.load.all.p99Ms) },
  { head: 'dropped', isNumber: true, isOptional: true, text: ({ measured }) => whole(measured.load.dropped) },
  { head: 'refused by reason', isNumber: false, only: 'page', text: ({ measured }) => countsText(measured.load.refused) },
  { head: 'errors', isNumber: false, isOptional: true, text: ({ measured }) => countsText(measured.load.errors) },
  {
    head: 'anomalies',
    isNumber: true,
    text: ({ measured: { anomalies, gaps } }) => whole(anomalies) + (gaps > 0 ? ` (+ ${whole(gaps)} in gaps)` : ''),
  },
  { head: 'orders/CPU-s', isNumber: true, isOptional: true, text: ({ measured }) => plain(ordersPerCpuSecond(measured)) },
  { head: 'CPU', isNumber: false, isOptional: true, only: 'page', text: ({ measured }) => cpuText(measured) },
  {
    head: 'processes',
    isNumber: true,
    isOptional: true,
    text: ({ measured }) => platformText(measured, ({ processes }) => processes.length),
  },
  { head: 'MiB', isNumber: true, isOptional: true, text: ({ measured }) => platformText(measured, memoryMib) },
  { head: 'lines: infrastructure', isNumber: true, isOptional: true, only: 'page', text: linesText(['infrastructure']) },
  { head: 'synchronisation', isNumber: true, isOptional: true, only: 'page', text: linesText(['synchronisation']) },
  { head: 'feature', isNumber: true, isOptional: true, only: 'page', text: linesText(['feature']) },
  {
    head: 'lines: infra/sync/feature',
    isNumber: true,
    isOptional: true,
    only: 'terminal',
    text: linesText(['infrastructure', 'synchronisation', 'feature']),
  },
];

type Platform = NonNullable<Trial['platform']>;

const platformText = ({ platform }: Trial, figure: (platform: Platform) => number): string =>
  platform ? whole(figure(platform)) : ABSENT;

function linesText(parts: readonly (keyof Platform['lines'])[]): StageColumn['text'] {
  return ({ measured: { platform } }) => (platform ? parts.map((part) => whole(platform.lines[part])).join('/') : ABSENT);
}

/** Of a sum of which a part could not be seen nothing is known. */
const memoryMib = ({ processes }: Platform): number =>
  processes.reduce((sum, { memoryBytes }) => sum + (isNumber(memoryBytes) ? memoryBytes : Number.NaN), 0) / 2 ** 20;
