import type { Kill, Killed } from './kill-under-load.ts';

const WIDTHS = [4, 8, 6, 10, 9, 11, 9, 11, 9, 5, 10];
const row = (cells: readonly (string | number)[]) => cells.map((cell, at) => String(cell).padStart(WIDTHS[at] ?? 0)).join('');

export const KILL_COLUMNS = row([
  'kill',
  'node',
  'at',
  'merchants',
  'again',
  'slowest',
  'commands',
  'unanswered',
  'accepted',
  'lost',
  'anomalies',
]).concat('  whole again after');

export function killRow(at: number, { node, atSeconds, affected }: Kill, killed: Killed): string {
  const { againMs, slowestMs, commands, unacknowledged, accepted, lost, anomalies, backSeconds, isBackUnderLoad } = killed;
  const again = ms(againMs ?? NEVER);
  const place = [at, node, `${atSeconds.toFixed(1)} s`, affected.size];
  return `${row([...place, again, ms(slowestMs), commands, unacknowledged, accepted, lost, anomalies])}  ${backSeconds.toFixed(1)} s${isBackUnderLoad ? '' : ', after the load had ended'}`;
}

/** Longer than any time there is: what never came is the worst of all, and not left out. */
export const NEVER = Number.POSITIVE_INFINITY;

export interface Spread {
  p50: number;
  p99: number;
  worst: number;
}

export function over(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), worst: at(1) };
}

export const shown = ({ p50, p99, worst }: Spread): string => `p50 ${ms(p50)}, p99 ${ms(p99)}, worst ${ms(worst)}`;

const ms = (value: number): string => (value === NEVER ? 'never' : `${Math.round(value)} ms`);
