import type { Chart } from '@outgrow/harness/experiment-result';
import { describe, expect, test } from 'vitest';
import { axisScale } from '../src/axis-scale.ts';
import { chart } from '../src/chart.ts';
import { latencyChart } from '../src/latency-chart.ts';
import { madeUpConclusion, madeUpTrial } from './made-up.ts';

const [cpu, latency] = madeUpConclusion.charts as [Chart, Chart];
const one: Chart = {
  title: 'one',
  x: { label: 'x (s)' },
  y: { label: 'y (ms)' },
  series: [{ name: 'a', as: 'measured', points: [{ x: 1, y: 2 }] }],
};

describe('a chart', () => {
  test('names its axes with their units, its series and its rules', () => {
    for (const text of ['arrival rate (sessions/s) →', '↑ CPU share of its allotment', 'straight line', 'p99 bends', '80 %'])
      expect(chart(cpu)).toContain(`>${text}</text>`);
  });

  test('says all of it to who cannot see it', () => {
    expect(chart(cpu)).toMatch(
      /<title>Database CPU by arrival rate<\/title><desc>.*measured: 20: 12 % \(10 % to 15 %\).*straight line \(model\)/,
    );
  });

  test('draws what was measured with a symbol per point and a bar per range, and models dashed without either', () => {
    const svg = chart({ ...cpu, rules: [] });
    const group = (label: string) => svg.match(new RegExp(`aria-label="${label}"`, 'g')) ?? [];
    expect(group('dot')).toHaveLength(4);
    expect(svg.match(/stroke-opacity="0\.35"/g)).toHaveLength(2);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
  });

  test('tells every series from the others also where two have the same colour', () => {
    const svg = chart(latency);
    const symbols = [...svg.matchAll(/aria-label="dot"[^>]*>.*?<path d="([^"]+)"/g)].map(([, path]) => path);
    expect(new Set(symbols).size).toBe(7);
  });

  test('has no style, script or id of its own, so that many can stand in one page', () => {
    expect(chart(cpu) + chart(latency)).not.toMatch(/<style|<script|\sid=|url\(/);
  });

  test('takes its colours from the page', () => {
    expect(chart(latency)).not.toMatch(/(fill|stroke)="(#|rgb|black|white)/);
  });

  test('draws one point, no point and points that are no number, and says what is missing', () => {
    const of = (points: { x: number; y: number }[], scale: 'linear' | 'log' = 'linear') =>
      chart({ ...one, y: { ...one.y, scale }, series: [{ name: 'a', as: 'measured', points }] });
    for (const svg of [
      of([{ x: 1, y: 2 }]),
      of([]),
      of([{ x: 0, y: 0 }]),
      of([
        { x: 1, y: Number.NaN },
        { x: 2, y: 3 },
      ]),
      of(
        [
          { x: 1, y: 0 },
          { x: 2, y: 3 },
        ],
        'log',
      ),
    ])
      expect(svg.replace(/<desc>.*?<\/desc>/, '')).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(of([])).toContain('No point was measured.');
    expect(
      of(
        [
          { x: 1, y: 0 },
          { x: 2, y: 3 },
        ],
        'log',
      ),
    ).toContain('Not shown: 1 of 2 points (0 has no place on a logarithmic axis).');
  });

  test('escapes every text', () => {
    const hostile = '"><img src=x onerror=alert(1)>';
    expect(
      chart({
        title: hostile,
        x: { label: hostile },
        y: { label: hostile },
        series: [{ ...one.series[0], name: hostile, as: 'measured', points: [{ x: 1, y: 2 }] }],
        rules: [
          { x: 1, label: hostile },
          { y: 2, label: hostile },
        ],
      }),
    ).not.toContain('<img');
  });
});

describe('an axis', () => {
  const ticks = (values: number[], axis = {}) => {
    const scale = axisScale({ label: '', ...axis }, values);
    return scale.ticks.map(scale.tickFormat);
  };

  test('goes in steps of 1, 2 or 5 around all values', () => {
    expect(ticks([0.12, 0.95], { percent: true, from: 0 })).toEqual(['0 %', '20 %', '40 %', '60 %', '80 %', '100 %']);
    expect(ticks([1_200, 2_900])).toEqual(['1,000', '1,500', '2,000', '2,500', '3,000']);
    expect(ticks([-3, 4])).toEqual(['-4', '-2', '0', '2', '4']);
  });

  test('begins where it is told to, unless that would hide a value', () => {
    expect(axisScale({ label: '', from: 0 }, [30, 40]).domain[0]).toBe(0);
    expect(axisScale({ label: '', from: 50 }, [30, 60]).domain[0]).toBe(30);
  });

  test('names 1, 2 and 5 of a decade where it is logarithmic, and only decades where it is long', () => {
    expect(ticks([3, 80], { scale: 'log' })).toEqual(['2', '5', '10', '20', '50', '100']);
    expect(ticks([0.002, 900], { scale: 'log' })).toEqual(['0.01', '0.1', '1', '10', '100', '1,000']);
    expect(ticks([10, 100], { scale: 'log' })).toEqual(['10', '20', '50', '100']);
  });
});

test('latency is drawn per kind of request, with what is below the grain of the clock at the begin of the axis', () => {
  const svg = latencyChart('t', madeUpTrial.load.operations).text;
  for (const text of ['product', 'place-order', '1,200', 'latency (ms), logarithmic; dot: p50, ring: p99 →'])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(latencyChart('t', []).text).toContain('<svg');
});
