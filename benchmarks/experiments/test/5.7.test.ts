import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.7-in-front/experiment.ts';

const [NONE, KILL, PRICES] = ['none', 'a node is killed', 'prices are changed in the database'];
const PROBED = 8;

const point = (
  platform: string,
  event: string | undefined,
  made: readonly { ms?: number; lacking?: number; wrongS?: number }[],
) =>
  repeated(
    made.map((_, at) => at),
    (at) => {
      const { ms = 5, lacking = 0, wrongS = 0 } = made[at] ?? {};
      const agrees = { clusterSurplus: lacking, clusterAhead: 0, clusterBehind: 0, clusterWrong: wrongS > 0 ? 9 : 0 };
      return {
        knobs: { platform, event: event ?? '' },
        load: { acceptedByKind: { 'place-order': 100 } },
        operations: { 'place-order': { count: 100, p50Ms: ms, p99Ms: 2 * ms } },
        means: { 'postgres.cpuCores': 0.1 },
        measured: { heldP50Us: 300, readThroughP50Us: 900, foundByQuery: 0, productsStored: 400 },
        faults: event === NONE ? [] : [{ atSeconds: 3, fault: 'kill' as const, target: 'node2', healedAtSeconds: 4 }],
        probes: { probes: 10, disagreeing: 0, systems: { cluster: { ...NEVER, wrongMs: wrongS * 1_000 * PROBED } } },
        checks: { 'lost writes': { count: 0 }, 'copies agree': { count: lacking, ...agrees } },
      };
    },
  );

const NEVER = { behind: 0, ahead: 0, wrong: 0, missing: 0, away: 0, episodes: 0, p50Ms: 0, p99Ms: 0, maxMs: 0, wrongMs: 0 };

const trials = ({ through = 9, lost = [4, 6], wrongS = 5 }: { through?: number; lost?: readonly number[]; wrongS?: number }) => [
  ...point('alone', NONE, [{ ms: 4 }, { ms: 5 }]),
  ...point('written through', NONE, [{ ms: through }, { ms: through }]),
  ...point('written behind', NONE, [{ ms: 5 }, { ms: 5 }]),
  ...point('written through', KILL, [{}, {}]),
  ...point(
    'written behind',
    KILL,
    lost.map((lacking) => ({ lacking })),
  ),
  ...point('written through', PRICES, [{ wrongS }, { wrongS }]),
];

test.each([
  ['holds where through is slower, behind loses something and the platform does not learn', {}, 'holds'],
  ['does not hold where through is as fast as the platform alone', { through: 4 }, 'does not hold'],
  ['does not hold where behind loses nothing', { lost: [0, 0] }, 'does not hold'],
  ['is undecided where behind loses something once', { lost: [0, 6, 7] }, 'undecided'],
  ['does not hold where a changed price is shown', { wrongS: 0 }, 'does not hold'],
] as const)('5.7 %s', (_, given, verdict) => {
  const conclusion = experiment.conclude(trials(given));
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['only the platform alone was measured', point('alone', NONE, [{}])],
  ['nothing was measured', []],
] as const)('5.7 is undecided where %s', (_, made) => {
  const conclusion = experiment.conclude([...made]);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('5.7 gives each point a stage that no kill and no change before it has left wrong', () => {
  for (const points of ['few', 'all'] as const) {
    const profile = { name: points, repetitions: 1, warmUpSeconds: 1, seconds: 1, points };
    const planned = [...experiment.plan(profile, {} as never)];
    // A repetition begins where the one before it has ended.
    const sharing = [...planned, ...planned].filter(
      ({ topology }, at, all) => JSON.stringify(topology) === JSON.stringify(all[at - 1]?.topology),
    );
    expect(sharing.length).toBeGreaterThan(0);
    for (const { knobs } of sharing) expect(knobs.event).toBe(KILL);
    for (const [at, { knobs }] of planned.entries()) if (knobs.event === KILL) expect(planned[at - 1]?.knobs.event).toBe(NONE);
  }
});
