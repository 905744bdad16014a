import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.4-grows/experiment.ts';

interface Seen {
  anomalies?: number;
  lost?: number;
  /** Seconds without an order. */
  away?: number;
  /** The longest that one order waited. */
  waitedMs?: number;
  failed?: number;
  unknown?: number;
}

const COUNTED = 'app1.commandsPlaceOrderAcceptedPerSecond';

function point(nodes: number, killed: number, seen: Seen = {}) {
  const { anomalies = 0, lost = 0, away = 1, waitedMs = 900, failed = 0, unknown = 0 } = seen;
  const times = Array.from({ length: 40 }, (_, at) => (at + 1) / 4);
  return repeated([0, 1], () => ({
    knobs: { nodes, killed },
    operations: { 'place-order': { count: 300, p50Ms: 5, p99Ms: 50, maxMs: waitedMs } },
    load: { acceptedByKind: { 'place-order': 300 }, commands: { accepted: 300, refused: 0, failed, unknown } },
    checks: { 'lost writes': { count: lost } },
    anomalies,
    faults: killed > 0 ? [{ fault: 'kill', target: 'node2', atSeconds: 3, healedAtSeconds: 12 }] : [],
    samples: {
      columns: ['atSeconds', COUNTED],
      rows: times.map((at) => [at, killed > 0 && at > 3 && at <= 3 + away ? 0 : 40]),
    },
  }));
}

test.each([
  ['holds without an anomaly, without a loss, and back in time', {}, 'holds'],
  ['does not hold with an anomaly', { anomalies: 1 }, 'does not hold'],
  ['does not hold with a lost write', { lost: 1 }, 'does not hold'],
  ['does not hold where nobody takes over in time', { away: 6 }, 'does not hold'],
  ['does not hold where orders at one merchant wait while the others go on', { waitedMs: 6_000 }, 'does not hold'],
  ['does not hold where a command failed', { failed: 1 }, 'does not hold'],
  ['does not hold where nobody knows what became of a command', { unknown: 1 }, 'does not hold'],
] as const)('5.4 %s', (_, seen, verdict) => {
  const conclusion = experiment.conclude([point(1, 0), point(3, 1, seen), point(5, 1, seen)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

/** The full plan: each number of nodes undisturbed too, and one trial of those with a kill that is not as the others. */
const full = (seen: Seen, undisturbed: Seen = {}) => [
  ...[point(1, 0), point(3, 0, undisturbed), point(5, 0), point(3, 1)].flat(),
  ...point(5, 1, seen).slice(0, 1),
  ...point(5, 1).slice(1),
];

test.each([
  ['holds where nothing happened in any trial', {}, {}, 'holds'],
  ['does not hold where one order waited in a single trial', { waitedMs: 6_000 }, {}, 'does not hold'],
  ['does not hold where no order came for long in a single trial', { away: 6 }, {}, 'does not hold'],
  ['does not hold with an anomaly in a single trial', { anomalies: 1 }, {}, 'does not hold'],
  ['does not hold with a lost write in a single trial', { lost: 1 }, {}, 'does not hold'],
  ['does not hold where one command failed in a single trial', { failed: 1 }, {}, 'does not hold'],
  ['does not hold with a lost write where no node was killed', {}, { lost: 1 }, 'does not hold'],
  ['takes no long wait for one after a kill where no node was killed', {}, { waitedMs: 6_000 }, 'holds'],
  ['is undecided where it is not known of one trial whether writes were lost', { lost: Number.NaN }, {}, 'undecided'],
] as const)('5.4 by its full plan %s', (_, seen, undisturbed, verdict) => {
  const conclusion = experiment.conclude(full(seen, undisturbed));
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('5.4 tells the orders of several nodes from a point in which none was killed, or not at all', () => {
  expect(shown(experiment.conclude([point(1, 0), point(3, 1)].flat()))).toContain('Throughput is that of 30, – and – orders/s');
});

test.each([
  ['no node was killed', [point(1, 0)]],
  ['nothing was measured', []],
] as const)('5.4 is undecided where %s', (_, points) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
