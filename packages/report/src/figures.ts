/** Figures as a person reads them. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en');

export const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : whole(ms)} ms`;

/** `3 out_of_stock, 1 version_mismatch`, the most frequent first; `none` where there is nothing. */
export function countsText(counts: { [name: string]: number }): string {
  const most = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return most.map(([name, count]) => `${whole(count)} ${name}`).join(', ') || 'none';
}
