import type { Experiment, Point, Profile } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isNeverAbove, verdictOf } from '../../figures/judgement.ts';
import { longestGapSeconds } from '../../figures/longest-gap.ts';
import { inWords } from '../../figures/measured.ts';
import { withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials, pointOf, spread } from '../../figures/over-repetitions.ts';
import { SMALL_MARKET } from '../../figures/small-market.ts';
import { acceptedPerSecond, checked } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Does it stay consistent as it grows, and when one of its nodes dies?',
  expected:
    'With one, three and five nodes there are no anomalies and no acknowledged write is lost, also where a node is killed under load; the others take over within seconds.',
  disproof:
    'Any anomaly, any acknowledged write that is lost, or any command that is never answered; or, where a node is killed, no order for more than 5 s, or any order that waits longer.',
  stages: [5],
  *plan(profile) {
    for (const nodes of [1, 3, 5]) {
      if (profile.points === 'all' || nodes === 1) yield pointAt(nodes, 0, profile);
      if (nodes > 1) yield pointAt(nodes, 1, profile);
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const killed = points.filter((point) => knob(point, KILLED) > 0);
    const all = (figure: (trial: Trial) => number) => spread(trials.map(figure));
    const withKill = (figure: (trial: Trial) => number) => spread(killed.flatMap((point) => point.trials.map(figure)));
    const isClean = isNeverAbove(all(anomalies), 0);
    const keeps = isNeverAbove(all(lost), 0);
    const answersAll = isNeverAbove(all(unanswered), 0);
    const returns = isNeverAbove(withKill(failoverSeconds), BACK_SECONDS);
    // An order at one merchant may wait while those at all others go on.
    const answersInTime = isNeverAbove(withKill(longestWaitMs), BACK_SECONDS * 1_000);
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number) => (point ? withRange(point.of(figure)) : '–');
    const [three, five] = [3, 5].map((nodes) => pointOf(points, { [NODES]: nodes, [KILLED]: 1 }));
    const undisturbed = (nodes: number) => pointOf(points, { [NODES]: nodes, [KILLED]: 0 });
    return {
      verdict: verdictOf([isClean, keeps, returns, answersInTime, answersAll]),
      figure: `${withRange(all(anomalies))} anomalies and ${withRange(all(lost))} lost writes with ${nodesOf(points)} nodes. A node killed under load stops the orders for ${of(three, failoverSeconds)} s with three nodes and ${of(five, failoverSeconds)} s with five; the longest any one order waited was ${of(three, longestWaitMs)} and ${of(five, longestWaitMs)} ms, and ${of(three, unanswered)} and ${of(five, unanswered)} commands failed or ended unknown.`,
      because: `${inWords(isClean, 'There was no anomaly', 'There were anomalies', 'Anomalies were not told')}, ${inWords(keeps, 'no acknowledged write was lost', 'acknowledged writes were lost', 'nor whether writes were lost')}, and after a kill the orders ${inWords(returns, `went on within ${BACK_SECONDS} s`, `were once away for more than ${BACK_SECONDS} s`, 'were not told to go on in time')}. ${inWords(answersInTime, `No order waited longer than that`, `One order waited longer than that, wherever it was placed`, 'How long one order waited was not told')}, and ${inWords(answersAll, 'every command was answered', 'some commands failed or ended unknown', 'not whether all were answered')}. The claim gives consensus per partition as the reason. This engine has none: Ignite 2 replicates each partition from a primary to a backup, and who is primary follows from who is a member of the cluster. It keeps its promise as long as no partition loses primary and backup at the same moment; a quorum of Raft would say so itself. Throughput is that of ${of(undisturbed(1), ordersPerSecond)}, ${of(undisturbed(3), ordersPerSecond)} and ${of(undisturbed(5), ordersPerSecond)} orders/s with 1, 3 and 5 nodes: they share the processors of one machine here, and more than one node also pays for the copies, so that growth of capacity cannot be seen.`,
      table: {
        columns: [
          'nodes',
          'killed',
          'orders/s',
          'p50 ms',
          'p99 ms',
          'longest wait ms',
          'no order for s',
          'back in the cluster after s',
          'failed',
          'unknown',
          'anomalies',
          'lost writes',
          'runs',
        ],
        rows: points.map((point) => [
          knob(point, NODES),
          knob(point, KILLED),
          of(point, ordersPerSecond),
          of(point, (trial) => latencyOf(trial)?.p50Ms ?? Number.NaN),
          of(point, (trial) => latencyOf(trial)?.p99Ms ?? Number.NaN),
          of(point, longestWaitMs),
          of(point, failoverSeconds),
          knob(point, KILLED) === 0 ? '–' : of(point, awaySeconds),
          of(point, ({ load }) => load.commands.failed),
          of(point, ({ load }) => load.commands.unknown),
          of(point, anomalies),
          of(point, lost),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'How long no order was acknowledged',
          x: { label: 'nodes', from: 0 },
          y: { label: 'seconds', from: 0 },
          series: [measuredSeries('a node killed', killed, (point) => knob(point, NODES), failoverSeconds)],
        },
      ],
    };
  },
};

export default experiment;

function pointAt(nodes: number, kills: number, { seconds, warmUpSeconds }: Profile): Point {
  // Long enough for a node to be out, for the others to take over, and for it to come back.
  const measuredSeconds = kills === 0 ? seconds : Math.max(8, 2 * seconds);
  return {
    name: `${nodes} ${nodes === 1 ? 'node' : 'nodes'}${kills > 0 ? ', one killed' : ''}`,
    knobs: { [NODES]: nodes, [KILLED]: kills },
    topology: {
      instances: 2,
      // Of however many there are, those that find themselves in a minority refuse to write.
      serverSettings: { node1: { majorityOf: String(nodes) } },
      ...(nodes === 1 && { leaveOut: ['node2', 'node3'] }),
      ...(nodes === 5 && { servers: ['node4', 'node5'] }),
    },
    market: SMALL_MARKET,
    load: { workload: 'orders', users: USERS, warmUpSeconds, seconds: measuredSeconds },
    ...(kills > 0 && { faults: [{ fault: 'kill', target: 'node2', atSeconds: 0.3 * measuredSeconds, forSeconds: 1 }] }),
  };
}

const anomalies = (trial: Trial): number => trial.anomalies;
const lost = (trial: Trial): number => checked(trial, 'lost writes', 'count');
const latencyOf = ({ load }: Trial) => load.operations.find(({ name }) => name === 'place-order')?.latency;
const longestWaitMs = (trial: Trial): number => latencyOf(trial)?.maxMs ?? Number.NaN;
const failoverSeconds = (trial: Trial): number => longestGapSeconds(trial, 'commandsPlaceOrderAcceptedPerSecond');
const ordersPerSecond = (trial: Trial): number => acceptedPerSecond(trial, 'place-order');
/** Of no use to who sent them, whether or not they were carried out. */
const unanswered = ({ load }: Trial): number => load.commands.failed + load.commands.unknown;
/** From its kill until it holds its part again. */
const awaySeconds = ({ faults: [fault] }: Trial): number =>
  fault?.healedAtSeconds === undefined ? Number.NaN : fault.healedAtSeconds - fault.atSeconds;

const nodesOf = (points: readonly PointTrials[]): string =>
  [...new Set(points.map((point) => knob(point, NODES)))].join(', ') || 'no';

const NODES = 'nodes';
const KILLED = 'killed';
const USERS = 8;
const BACK_SECONDS = 5;
