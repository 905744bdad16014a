import { accepted } from './accepted.ts';
import type { Client } from './client.ts';
import { prometheusText, type Series } from './prometheus-text.ts';

export const metricsOf = async (client: Client): Promise<Series[]> =>
  prometheusText(accepted(await client.get<string>('/metrics')));

/** The sum of the series of this name that have these labels. */
export const total = (series: readonly Series[], name: string, labels: Readonly<Record<string, string>> = {}): number =>
  series
    .filter((one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
