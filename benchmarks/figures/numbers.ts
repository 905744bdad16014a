import type { Spread } from './over-repetitions.ts';

/** A number with as many digits as say something. */
export function short(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  if (size >= 10) return value.toFixed(1).replace(/\.0$/, '');
  return String(Number(value.toPrecision(2)));
}

export const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${short(share * 100)} %`);

/** `12 (11 … 14)`: median and range. */
export function withRange({ median, low, high }: Spread, text: (value: number) => string = short): string {
  return text(low) === text(high) ? text(median) : `${text(median)} (${text(low)} … ${text(high)})`;
}
