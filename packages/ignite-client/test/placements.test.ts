import { expect, test } from 'vitest';
import { planOf } from '../src/object-plan.ts';
import { isNewer, partitionOf } from '../src/placements.ts';
import { typed } from '../src/write-value.ts';

const place = (count: number, affinityFields = new Map<number, number>()) => ({
  nodes: Array.from({ length: count }, () => 'node'),
  affinityFields,
});

// Beside what RendezvousAffinityFunction says for the same keys.
test.each([
  ['merchant-1', 128, undefined],
  ['', 128, undefined],
])('keys of equal text lie in one partition: %s', (key, count) => {
  expect(partitionOf(place(count), key, undefined)).toBe(
    partitionOf(place(count), typed('string', key), { primitive: 'string' }),
  );
});

test('reckons as Java does: the hash of a text, an int, a long, a boolean', () => {
  const many = place(1 << 16);
  const spread = (hash: number) => (hash ^ (hash >>> 16)) & 0xffff;
  expect(partitionOf(many, 'hello', undefined)).toBe(spread(99162322));
  expect(partitionOf(many, 42, undefined)).toBe(spread(42));
  expect(partitionOf(many, typed('long', 2 ** 40 + 3), undefined)).toBe(spread(256 ^ 3));
  expect(partitionOf(many, typed('long', -1), undefined)).toBe(spread(0));
  expect(partitionOf(many, true, undefined)).toBe(spread(1231));
});

test('a number of partitions that is no power of two takes the rest', () => {
  expect(partitionOf(place(100), 'hello', undefined)).toBe(99162322 % 100);
});

test('a key of several fields goes where its affinity field goes', () => {
  const plan = planOf({ name: 'PLACED_KEY', fields: { M: 'string', S: 'string' } });
  const placement = place(1024, new Map([[plan.typeId, plan.fields[0]?.id ?? 0]]));
  expect(partitionOf(placement, { M: 'hello', S: 'a' }, { plan })).toBe(partitionOf(placement, 'hello', undefined));
  const spread = new Set(['a', 'b', 'c', 'd'].map((S) => partitionOf(place(1024), { M: 'hello', S }, { plan })));
  expect(spread.size).toBeGreaterThan(1);
});

test('the later of two topologies is known, by number', () => {
  expect(isNewer('10.0', '9.3')).toBe(true);
  expect(isNewer('9.10', '9.9')).toBe(true);
  expect(isNewer('9.9', '9.9')).toBe(false);
  expect(isNewer('2.5', '3.0')).toBe(false);
});
