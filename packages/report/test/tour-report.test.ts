import { describe, expect, test } from 'vitest';
import { tourPage } from '../src/tour-report.ts';
import { type StageFigures, starvation, type TourResult } from '../src/tour-result.ts';
import { tourTable } from '../src/tour-table.ts';

const quantiles = { count: 1_200, p50Ms: 2.25, p90Ms: 9, p95Ms: 14, p99Ms: 41.4, maxMs: 88 };
const measured: StageFigures = {
  instances: 1,
  servers: [{ name: 'postgres', kind: 'postgres', version: '18.4', mode: 'native' }],
  times: {
    seconds: 20.1,
    sessions: 400,
    dropped: 3,
    requests: 1_200,
    requestsPerSecond: 59.7,
    all: quantiles,
    operations: [
      { name: 'product', times: quantiles },
      { name: 'place-order', times: { ...quantiles, p50Ms: 0, p99Ms: 1_250 } },
    ],
  },
  commands: { accepted: 190, refused: 4, failed: 0, unknown: 0 },
  refused: { version_mismatch: 1, out_of_stock: 3 },
  errors: {},
  generator: { processCores: 0.2, machineBusy: 0.6 },
  records: 33_000,
  anomalies: { count: 0, first: [] },
};
const result: TourResult = {
  format: 1,
  startedAt: '2026-01-02T03:04:05.000Z',
  seed: 'harbour',
  commit: 'abc123',
  machine: { platform: 'linux', cpu: 'Some CPU', cores: 2, memoryBytes: 24 * 2 ** 30 },
  versions: { node: 'v24.0.0', k6: '1.1.0' },
  market: { merchants: 200, products: 50, customers: 1_000, orders: 0 },
  load: { workload: 'mixed', ratePerSecond: 20, seconds: 20 },
  stops: [
    { stage: { number: 1, name: 'one', title: 'One <system> & more' }, measured },
    { stage: { number: 2, name: 'two', title: 'Two' }, skipped: 'java is missing: install a JDK 17\nand more' },
    { stage: { number: 3, name: 'three', title: 'Three' }, failed: 'it did not start' },
  ],
};

describe("the tour's table", () => {
  test('has a row per stage with its figures, or why there are none', () => {
    const [head, , one, two, three] = tourTable(result).split('\n');
    expect(head).toMatch(/^stage +requests\/s +p50 +p99 +dropped +refused by reason +errors +anomalies$/);
    expect(one).toMatch(/^1 one +60 +2\.3 ms +41 ms +3 +3 out_of_stock, 1 version_mismatch +none +0$/);
    expect(two).toBe('2 two  SKIPPED: java is missing: install a JDK 17');
    expect(three).toBe('3 three  FAILED: it did not start');
  });
});

describe("the tour's page", () => {
  const page = tourPage(result);

  test('needs nothing beside itself', () => {
    expect(page).not.toMatch(/https?:|src=|href=|@import|url\(|<script|<link/i);
    expect(page).toMatch(/^<!doctype html>/);
  });

  test('shows light or dark, prints, and has a chart per measured stage', () => {
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('escapes whatever is put into it', () => {
    expect(page).toContain('One &#60;system&#62; &#38; more');
    const hostile = tourPage({ ...result, seed: '"><img src=x onerror=alert(1)>' });
    expect(hostile).not.toContain('<img');
  });

  test('lists anomalies, and says how many more there are', () => {
    const anomalies = { count: 5, first: ['order x is stored twice'] };
    const bad = tourPage({
      ...result,
      stops: [{ stage: { number: 1, name: 'one', title: 'One' }, measured: { ...measured, anomalies } }],
    });
    expect(bad).toContain('order x is stored twice');
    expect(bad).toContain('and 4 more');
  });
});

test('tells where the load generator may have been starved', () => {
  expect(starvation(measured)).toBeUndefined();
  expect(starvation({ generator: { machineBusy: 0.98 } })).toMatch(/98 % busy/);
});
