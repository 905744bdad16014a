import { expect, test } from 'vitest';
import { prometheusText } from '../src/prometheus-text.ts';

test('reads series with their labels and values', () => {
  const text =
    '# HELP a_total What, "so"?\n# TYPE a_total counter\na_total{x="1, 2",y="\\"\\\\"} 3\n\n# TYPE b gauge\nb -1.5e3 1700000000000\nb NaN\n';
  expect(prometheusText(text)).toEqual([
    { name: 'a_total', labels: { x: '1, 2', y: '\\"\\\\' }, value: 3 },
    { name: 'b', labels: {}, value: -1500 },
    { name: 'b', labels: {}, value: Number.NaN },
  ]);
});

test('knows the parts of a histogram by its type', () => {
  expect(prometheusText('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 2\nh_count 1\n')).toHaveLength(3);
});

test.each([
  ['# TYPE a counter\na 1', 'does not end'],
  ['a 1\n', 'without a type'],
  ['# TYPE a counter\n# TYPE a counter\na 1\n', 'not a type of its own'],
  ['# TYPE a counted\n', 'not a type of its own'],
  ['# TYPE a counter\na{x=1} 1\n', 'not labels'],
  ['# TYPE a counter\na one\n', 'not a number'],
  ['<html>\n', 'not a line'],
])('refuses %j', (text, message) => {
  expect(() => prometheusText(text)).toThrow(message);
});
