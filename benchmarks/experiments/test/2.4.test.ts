import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../2.4-lost-index-write/experiment.ts';

/** What the index lacks after the kills, by repetition, and what is left when all was repaired. */
const point = (told: string, lost: readonly number[], left = 0) =>
  repeated(lost, (behind) => ({
    knobs: { told, 'grid delay ms': 100, kills: 4 },
    operations: { 'place-order': { count: 100 } },
    load: { commands: { accepted: 80, refused: 0, failed: 15, unknown: 5 } },
    checks: {
      'lost writes': { count: 0 },
      'copies agree': {
        count: behind,
        indexBehind: behind,
        indexMissing: 0,
        gridBehindAtEnd: 1,
        warehouseBehind: 0,
        warehouseMissing: 0,
        repairSeconds: 1,
        leftAfterRepair: left,
      },
    },
  }));

test.each([
  ['holds where the kills lose something, and the outbox nothing', [3, 4, 9], [0, 0, 0], 0, 'holds'],
  ['does not hold where nothing is lost without the outbox', [0, 0, 0], [0, 0, 0], 0, 'does not hold'],
  ['does not hold where one is lost with it', [3, 4, 9], [0, 1, 0], 0, 'does not hold'],
  ['does not hold where reconciling leaves something', [3, 4, 9], [0, 0, 0], 1, 'does not hold'],
  ['is undecided where a run of the kills loses nothing', [0, 4, 9], [0, 0, 0], 0, 'undecided'],
  ['is undecided where what the outbox lost is not known of every run', [3, 4, 9], [0, Number.NaN, 0], 0, 'undecided'],
] as const)('2.4 %s', (_, direct, outbox, left, verdict) => {
  const conclusion = experiment.conclude([point('told directly', direct, left), point('outbox', outbox)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['nothing was measured with the outbox', [point('told directly', [3])]],
  ['nothing was measured', []],
] as const)('2.4 is undecided where %s', (_, points) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('2.4 counts the orders that were accepted', () => {
  const { table } = experiment.conclude(point('outbox', [0]));
  expect(table.rows[0]?.[table.columns.indexOf('orders/s')]).toBe('8');
});
