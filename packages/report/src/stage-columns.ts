import type { Trial } from '@outgrow/harness/experiment-result';
import type { TourStop } from '@outgrow/harness/tour-result';
import { countsText, milliseconds, whole } from './figures.ts';

/** One column of the table that compares stages, on the page and in the terminal alike. */
export interface StageColumn {
  head: string;
  isNumber: boolean;
  text(trial: Trial): string;
}

/** The columns these stages have something for: a CPU that nobody sampled has none. */
export function stageColumns(stops: readonly TourStop[]): StageColumn[] {
  const isSampled = stops.some((stop) => 'measured' in stop && cpuText(stop.measured) !== '');
  return COLUMNS.filter(({ head }) => head !== CPU || isSampled);
}

/** `app1 31 %, postgres 43 %`: the mean by process, of what it was allotted or else of the machine. Empty where nothing was sampled. */
export const cpuText = ({ sampled }: Pick<Trial, 'sampled'>): string =>
  Object.entries(sampled)
    .filter(([name]) => name.endsWith(CPU_SHARE))
    .map(([name, { mean }]) => `${name.slice(0, -CPU_SHARE.length)} ${whole(mean * 100)} %`)
    .join(', ');

const CPU_SHARE = '.cpuShare';
const CPU = 'CPU';

const COLUMNS: readonly StageColumn[] = [
  { head: 'requests/s', isNumber: true, text: ({ load }) => whole(load.requestsPerSecond) },
  { head: 'p50', isNumber: true, text: ({ load }) => milliseconds(load.all.p50Ms) },
  { head: 'p99', isNumber: true, text: ({ load }) => milliseconds(load.all.p99Ms) },
  { head: 'dropped', isNumber: true, text: ({ load }) => whole(load.dropped) },
  { head: 'refused by reason', isNumber: false, text: ({ load }) => countsText(load.refused) },
  { head: 'errors', isNumber: false, text: ({ load }) => countsText(load.errors) },
  { head: CPU, isNumber: false, text: cpuText },
  {
    head: 'anomalies',
    isNumber: true,
    text: ({ anomalies, gaps }) => whole(anomalies) + (gaps > 0 ? ` (+ ${whole(gaps)} in gaps)` : ''),
  },
];
