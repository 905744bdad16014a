import { expect, test } from 'vitest';
import { type Probe, probeFigures } from '../src/probes.ts';

const shown = (version: number, priceMinor = version * 100) => ({ is: 'shown', version, priceMinor, currency: 'EUR' }) as const;
const probe = (atMs: number, before: number, after: number, index: Probe['copies'][string], of = 'm1/p1'): Probe => ({
  atMs,
  of,
  before: shown(before),
  after: shown(after),
  copies: { index },
});
const indexIn = (probes: readonly Probe[]) => probeFigures(probes, 0, 1_000).systems.index;

test('a copy is behind where it shows less than was stored before it was asked, and right where a write lay in between', () => {
  expect(indexIn([probe(1, 2, 2, shown(1))])).toMatchObject({ behind: 1, ahead: 0, wrong: 0 });
  expect(indexIn([probe(1, 1, 2, shown(1)), probe(2, 1, 2, shown(2))])).toMatchObject({ behind: 0, ahead: 0, wrong: 0 });
  expect(indexIn([probe(1, 1, 1, shown(2))])).toMatchObject({ behind: 0, ahead: 1 });
});

test('the same version with another price, or with none, is wrong', () => {
  expect(indexIn([probe(1, 2, 2, shown(2, 7))])).toMatchObject({ wrong: 1 });
  expect(indexIn([probe(1, 2, 2, { is: 'shown', version: 2 })])).toMatchObject({ wrong: 1 });
});

test('a system that is away, or a cache that holds nothing, shows nothing wrong', () => {
  const figures = probeFigures([probe(1, 2, 2, { is: 'away' }), probe(2, 2, 2, { is: 'absent' })], 0, 1_000);
  expect(figures).toMatchObject({ probes: 2, disagreeing: 0, systems: { index: { away: 1, behind: 0, wrong: 0 } } });
});

test('an episode lasts from the first wrong probe of a product to its next right one, whatever other products show', () => {
  const probes = [
    probe(100, 2, 2, shown(1)),
    probe(150, 5, 5, shown(5), 'm1/p2'),
    probe(200, 3, 3, shown(1)),
    probe(400, 3, 3, shown(3)),
    probe(500, 4, 4, shown(3)),
  ];
  // The last one is not over when the load is.
  expect(indexIn(probes)).toMatchObject({ behind: 3, episodes: 2, p50Ms: 300, maxMs: 500, wrongMs: 800 });
});

test('what was asked before or after the measured part counts for nothing', () => {
  expect(probeFigures([probe(-1, 2, 2, shown(1)), probe(1_001, 2, 2, shown(1))], 0, 1_000).probes).toBe(0);
});
