import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isAbove0, isMore, verdictOf } from '../../figures/judgement.ts';
import { inWords, measured } from '../../figures/measured.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { SMALL_MARKET } from '../../figures/small-market.ts';
import { acceptedPerSecond, mean, meanOverApps, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'What does a schema cost that does not say what belongs together?',
  expected:
    'The same orders on the same cluster touch several nodes each: more messages, more time, fewer orders per second. And SQL that joins what does not lie together leaves rows out and says nothing.',
  disproof: 'Orders take no more messages or no more time than with the schema that keeps a merchant together.',
  stages: [5],
  *plan({ points, warmUpSeconds, seconds }) {
    const each = points === 'all' ? { warmUpMs: 5_000, runMs: 2_000 } : { warmUpMs: 3_000, runMs: 1_000 };
    for (const placement of [GOOD, BAD] as const) {
      yield {
        name: NAMES[placement],
        knobs: { placement },
        topology: { settings: { PLACEMENT: placement }, serverSettings: { node1: { durability: 'memory' } } },
        market: { ...SMALL_MARKET, orders: 1_000 },
        measures: [{ name: 'in-node', settings: { parts: 'order', ...each } }, { name: 'join' }],
        load: { workload: 'orders', users: USERS, warmUpSeconds: 2 * warmUpSeconds, seconds },
      };
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const [good, bad] = [pointOf(points, { placement: GOOD }), pointOf(points, { placement: BAD })];
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number, text?: (value: number) => string) =>
      point ? withRange(point.of(figure), text) : '–';
    const isSlower = isMore(bad?.of(orderUs), good?.of(orderUs));
    const talksMore = isMore(bad?.of(messages), good?.of(messages));
    const isWrong = bad && isAbove0(bad.of(missed));
    const isRightWithFlag = bad && noneOf(bad, (trial) => truth(trial) - measured('joinFoundDistributed')(trial));
    const goodIsRight = good && noneOf(good, missed);
    const ratio = (figure: (trial: Trial) => number) =>
      (bad?.of(figure).median ?? Number.NaN) / (good?.of(figure).median ?? Number.NaN);
    return {
      verdict: verdictOf([isSlower, talksMore]),
      figure: `Without a merchant's records together an order in the node takes ${of(bad, orderUs)} µs (p50) instead of ${of(good, orderUs)}, ${short(ratio(orderUs))} times as long, and ${of(bad, messages)} messages between nodes instead of ${of(good, messages)}; over HTTP ${short(ratio(ordersPerSecond))} times the orders per second. A join of orders with their lines finds ${of(bad, foundShare, percent)} of the rows, and no error is told.`,
      because: `Nothing but the affinity key was left out of the tables, and not a line of the shop is different: all it can do is what it did, at the price of a lock, a read and a commit on each node that holds a record. It is ${inWords(isSlower, 'slower', 'no slower', 'not told whether slower')} and ${inWords(talksMore, 'sends more messages', 'sends no more messages', 'not told whether it sends more messages')}. It stays correct, though: the transaction spans partitions. The SQL join does not: each node joins what lies on it. With this schema it ${inWords(isWrong, 'silently left rows out', 'left no rows out', 'left rows out in some repetitions only, or was not measured')}; asked with the flag for distributed joins it ${inWords(isRightWithFlag, 'found all of them', 'still did not find all of them', 'was not measured')}; with records together it ${inWords(goodIsRight, 'finds all without the flag', 'did not find all either', 'was not measured')}. The truth beside it is every line read by its key.`,
      table: {
        columns: [
          'schema',
          'order in the node p50 µs',
          'p99 µs',
          'messages per order',
          'orders/s over HTTP',
          'p50 ms',
          'p99 ms',
          'messages per order under load',
          'lines there are',
          'joined',
          'joined with the flag',
          'runs',
        ],
        rows: points.map((point) => [
          NAMES[point.knobs.placement === BAD ? BAD : GOOD],
          of(point, orderUs),
          of(point, measured('orderP99Us')),
          of(point, messages),
          of(point, ordersPerSecond),
          of(point, (trial) => p50Ms(trial, ORDER)),
          of(point, (trial) => p99Ms(trial, ORDER)),
          of(point, messagesUnderLoad),
          of(point, truth),
          of(point, measured('joinFound')),
          of(point, measured('joinFoundDistributed')),
          point.trials.length,
        ]),
      },
      charts: [],
    };
  },
};

export default experiment;

const ORDER = 'place-order';
const orderUs = measured('orderP50Us');
const messages = measured('orderMessages');
const ordersPerSecond = (trial: Trial): number => acceptedPerSecond(trial, ORDER);
const truth = measured('joinTruth');
const missed = (trial: Trial): number => truth(trial) - measured('joinFound')(trial);
const foundShare = (trial: Trial): number => measured('joinFound')(trial) / truth(trial);
/** By what the app counted in the same samples. */
const messagesUnderLoad = (trial: Trial): number =>
  trial.servers.reduce((sum, { name }) => sum + mean(trial, `${name}.messagesSentPerSecond`), 0) /
  meanOverApps(trial, 'commandsPlaceOrderAcceptedPerSecond');

function noneOf(point: PointTrials, figure: (trial: Trial) => number): boolean | undefined {
  const { low, high } = point.of(figure);
  return Number.isNaN(high) ? undefined : low === 0 && high === 0;
}

const GOOD = 'merchant';
const BAD = 'none';
const NAMES = { [GOOD]: 'a merchant’s records together', [BAD]: 'records wherever their keys fall' } as const;
const USERS = 8;
