import { expect, test } from 'vitest';
import { planOf } from '../src/object-plan.ts';
import { isNewer, partitionOf, readPlacements } from '../src/placements.ts';
import { Reader } from '../src/reader.ts';
import { typed } from '../src/write-value.ts';
import { Writer } from '../src/writer.ts';

const place = (count: number, affinityFields = new Map<number, number>()) => ({
  nodes: Array.from({ length: count }, () => 'node'),
  affinityFields,
});

// As Ignite 2.17's RendezvousAffinityFunction(false, partitions).partition(key) answers.
test.each([
  ['', 0, 0],
  ['hello', 59, 315],
  ['merchant-1', 122, 506],
  ['merchant-42', 26, 666],
  ['ä€😀', 86, 854],
  [42, 42, 42],
  [-7, 6, 6],
  [-(2 ** 31), 0, 0],
  [typed('long', 2 ** 40 + 3), 3, 259],
  [typed('long', -1), 0, 0],
  [42n, 42, 42],
  [true, 79, 207],
  [false, 85, 213],
])('%s lies in the partition that the server reckons', (key, of128, of1024) => {
  expect(partitionOf(place(128), key, undefined)).toBe(of128);
  expect(partitionOf(place(1024), key, undefined)).toBe(of1024);
});

test.each([
  ['hello', 22],
  ['merchant-1', 48],
  ['ä€😀', 51],
  [42, 42],
  [-7, 7],
  [-(2 ** 31), 48],
  [typed('long', 2 ** 40 + 3), 59],
  [typed('long', -1), 0],
  [true, 31],
])('%s lies in the partition that the server reckons, where their number is no power of two', (key, of100) => {
  expect(partitionOf(place(100), key, undefined)).toBe(of100);
});

/** A cluster's answer for one cache of that id, with these partitions of each node. */
function answer(cacheId: number, ...nodes: number[][]): Reader {
  const to = new Writer();
  to.long(3);
  to.int(0);
  to.int(1);
  to.boolean(true);
  to.int(1);
  to.int(cacheId);
  to.int(0);
  to.int(nodes.length);
  for (const [at, partitions] of nodes.entries()) {
    to.byte(10);
    to.bytes(Buffer.alloc(16, at));
    to.int(partitions.length);
    for (const partition of partitions) to.int(partition);
  }
  return new Reader(to.written);
}

test('a cache of which a partition is nobody’s has no placement: how many there are is not known', () => {
  expect(readPlacements(answer(7, [0, 2], [1, 3])).placements.get(7)?.nodes).toHaveLength(4);
  const { placements } = readPlacements(answer(7, [0], [1, 3]));
  expect([...placements]).toEqual([[7, undefined]]);
  expect([...readPlacements(answer(7)).placements]).toEqual([[7, undefined]]);
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
