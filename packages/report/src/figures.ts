/** Figures as a person reads them. A result file holds null where a figure was no number: that is shown as a dash. */
export const ABSENT = '–';

export const whole = (value: number): string => (isNumber(value) ? Math.round(value).toLocaleString('en') : ABSENT);

/** With what is worth reading of it: three digits, or all of those before the point. */
export const plain = (value: number): string => {
  if (!isNumber(value)) return ABSENT;
  return Math.abs(value) >= 100 ? whole(value) : value.toLocaleString('en', { maximumSignificantDigits: 3 });
};

export const percent = (share: number): string => (isNumber(share) ? `${plain(share * 100)} %` : ABSENT);

export function milliseconds(ms: number): string {
  if (!isNumber(ms)) return ABSENT;
  if (ms >= 10) return `${whole(ms)} ms`;
  return `${ms >= 0.95 ? ms.toFixed(1) : plain(Number(ms.toPrecision(2)))} ms`;
}

/** `1 trial`, `2 trials` */
export const counted = (count: number, one: string, many = `${one}s`): string => `${whole(count)} ${count === 1 ? one : many}`;

/** `3 out_of_stock, 1 version_mismatch`, the most frequent first; `none` where there is nothing. */
export function countsText(counts: { [name: string]: number }): string {
  const most = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return most.map(([name, count]) => `${whole(count)} ${name}`).join(', ') || 'none';
}

/** The median, and behind it the range: `41 (38–45)`. One value stands alone. */
export function spreadText(values: readonly number[]): string {
  const sorted = values.filter(isNumber).sort((one, other) => one - other);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return ABSENT;
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? low) + (sorted[Math.floor(middle)] ?? high)) / 2;
  return plain(low) === plain(high) ? plain(median) : `${plain(median)} (${plain(low)}–${plain(high)})`;
}

/** Each once, in the order in which they came. */
export const distinct = <T>(values: Iterable<T>): T[] => [...new Set(values)];

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
