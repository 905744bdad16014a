import type { Experiment, PlannedFault, Point, Profile } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isAbove0, isMore, verdictOf } from '../../figures/judgement.ts';
import { inWords, measured } from '../../figures/measured.ts';
import { withRange } from '../../figures/numbers.ts';
import { byPoint, measuredSeries, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { acceptedPerSecond, checked, mean, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Is it enough to put the platform in front of the database there is, instead of replacing it?',
  expected:
    'In front it is another thing: written through, each order waits for the database; written behind, a killed node takes acknowledged orders with it that the database never sees; and what somebody writes in the database, the platform does not learn of.',
  disproof:
    'Written through, orders are as fast as on the platform alone; or written behind, a kill loses nothing; or prices that were changed in the database are shown.',
  stages: [5],
  *plan(profile) {
    yield pointAt(ALONE, NONE, profile);
    // A running stage is shared only with a point at which nothing happened: what a kill leaves wrong must not count for the next.
    for (const how of [THROUGH, BEHIND]) {
      yield pointAt(how, NONE, profile);
      yield pointAt(how, KILL, profile);
    }
    yield pointAt(THROUGH, PRICES, profile);
  },
  conclude(trials) {
    const points = byPoint(trials);
    const of = (how: string, event: string) => pointOf(points, { [HOW]: how, [EVENT]: event });
    const [alone, through, behind] = [ALONE, THROUGH, BEHIND].map((how) => of(how, NONE));
    const [throughKilled, behindKilled] = [THROUGH, BEHIND].map((how) => of(how, KILL));
    const changed = of(THROUGH, PRICES);
    const slower = isMore(through?.of(orderMs), alone?.of(orderMs));
    const loses = behindKilled && isAbove0(behindKilled.of(lacking));
    const throughLoses = throughKilled && isAbove0(throughKilled.of(lacking));
    const unlearned = changed && isAbove0(changed.of(wrongSeconds));
    const text = (point: PointTrials | undefined, figure: (trial: Trial) => number) =>
      point ? withRange(point.of(figure)) : '–';
    return {
      verdict: verdictOf([slower, loses, unlearned]),
      figure: `An order takes ${text(alone, orderMs)} ms (p50) on the platform alone, ${text(through, orderMs)} ms written through and ${text(behind, orderMs)} ms written behind. A node killed under load leaves ${text(behindKilled, ordersLacking)} orders that the platform has and the database lacks written behind, ${text(throughKilled, ordersLacking)} written through, and of accounts and products ${text(behindKilled, older)} and ${text(throughKilled, older)} older in the database. Of prices changed in the database, the platform shows the old one for ${text(changed, wrongSeconds)} of the ${text(changed, secondsLeft)} s that follow, and ${text(changed, wrongLeft)} of ${text(changed, products)} products differ at the end.`,
      because: `${inWords(slower, 'Written through, a commit waits for the database’s own', 'Written through, an order was not slower', 'Whether writing through is slower was not told')}: Postgres is on ${text(through, postgresCores)} CPUs then, and on ${text(behind, postgresCores)} written behind. ${inWords(loses, 'Written behind, what a node has not yet passed on, here up to 5 s of writes as Ignite has it by default, dies with it: the other nodes hold the record, and none of them holds the duty to write it. The database is left torn as well, since the tables follow one by one: its triggers, which move balances by entries, had to be switched off and it could not refuse', 'Written behind, the kill lost nothing', 'Whether writing behind loses anything was not told')}. ${inWords(throughLoses, 'Written through, the kill left a difference too: a transaction that was prepared is committed by the other nodes, whether the database had taken it or not', 'Written through, the kill lost nothing', 'Of writing through no kill was measured')}. Such a difference does not stay one: the database takes an audit record only where it continues the merchant’s chain, so it refuses every later command of a merchant of which it lacks one, until somebody reconciles that merchant. ${text(throughKilled, unanswered)} commands failed or ended unknown with the kill when written through, ${text(behindKilled, unanswered)} written behind. ${inWords(unlearned, 'Nobody tells the platform what is changed behind its back. It goes on with what it holds until somebody reconciles, and where it writes the product next, as each sale does, the old price goes back into the database', 'What was changed in the database was shown', 'What becomes of changes in the database was not told')}. Reading through is for keys alone: ${text(through, measured('readThroughP50Us'))} µs where the record must be fetched, ${text(through, measured('heldP50Us'))} µs where it is held; a query over a platform that was emptied finds ${text(through, measured('foundByQuery'))} of ${text(through, measured('productsStored'))} products and says nothing. So all is loaded before the first command. The platform alone has it all in memory with a copy on another node here, as the other two have.`,
      table: {
        columns: [
          'platform',
          'event',
          'orders/s',
          'p50 ms',
          'p99 ms',
          'Postgres CPUs',
          'orders the database lacks',
          'older in the database',
          'commands unanswered',
          'products that differ',
          'wrong for s',
          'lost writes on the platform',
          'anomalies',
          'runs',
        ],
        rows: points.map((point) => [
          String(point.knobs[HOW]),
          String(point.knobs[EVENT]),
          withRange(point.of(ordersPerSecond)),
          withRange(point.of(orderMs)),
          withRange(point.of((trial) => p99Ms(trial, ORDER))),
          withRange(point.of(postgresCores)),
          withRange(point.of(ordersLacking)),
          withRange(point.of(older)),
          withRange(point.of(unanswered)),
          withRange(point.of(wrongLeft)),
          withRange(point.of(wrongSeconds)),
          withRange(point.of((trial) => checked(trial, 'lost writes', 'count'))),
          withRange(point.of(({ anomalies }) => anomalies)),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'What an order takes (p50)',
          x: { label: 'orders/s', from: 0 },
          y: { label: 'order (ms)', from: 0 },
          series: points
            .filter(({ knobs }) => knobs[EVENT] === NONE)
            .map((point) => measuredSeries(String(point.knobs[HOW]), [point], (one) => one.of(ordersPerSecond).median, orderMs)),
        },
      ],
    };
  },
};

export default experiment;

function pointAt(how: string, event: string, profile: Profile): Point {
  const seconds = Math.max(event === NONE ? 5 : 15, profile.seconds);
  const isInFront = how !== ALONE;
  const node1 = { durability: 'memory', ...(isInFront && { storeWrites: how === BEHIND ? 'behind' : 'through' }) };
  return {
    name: `${how}, ${event}`,
    knobs: { [HOW]: how, [EVENT]: event },
    topology: { instances: 2, servers: isInFront ? ['postgres'] : [], serverSettings: { node1 } },
    market: { merchants: 20, products: 20, customers: 100 },
    load: {
      workload: 'orders',
      // Forty orders a second: at two hundred, two cores were busy with nothing else and the load generator starved.
      ratePerSecond: 4,
      ...(event === PRICES && {
        besides: `every ${PROBE_EVERY_MS} ms both systems are asked for one of the ${PROBED} most popular products`,
      }),
      warmUpSeconds: profile.warmUpSeconds,
      seconds,
    },
    ...(how === THROUGH && event === NONE && { measures: [{ name: 'read-through' }] }),
    ...(event !== NONE && { faults: [FAULTS[event as keyof typeof FAULTS](seconds)] }),
    ...(event === PRICES && { probes: { products: PROBED, everyMs: PROBE_EVERY_MS } }),
  };
}

const orderMs = (trial: Trial): number => p50Ms(trial, ORDER);
const ordersPerSecond = (trial: Trial): number => acceptedPerSecond(trial, ORDER);
const postgresCores = (trial: Trial): number => mean(trial, 'postgres.cpuCores');
const figure = (name: string) => (trial: Trial) => checked(trial, 'copies agree', name);
/** What the platform holds, and so acknowledged, and the database does not hold at all: of the kinds that are compared only orders come anew. */
const ordersLacking = figure('clusterSurplus');
const older = figure('clusterAhead');
const unanswered = ({ load }: Trial): number => load.commands.failed + load.commands.unknown;
const lacking = (trial: Trial): number => ordersLacking(trial) + older(trial);
/** Under the same version another price, or an older version on the platform. */
const wrongLeft = (trial: Trial): number => figure('clusterWrong')(trial) + figure('clusterBehind')(trial);
const products = (trial: Trial): number => (trial.knobs[HOW] === ALONE ? Number.NaN : PRODUCTS);
/** How long a product was shown otherwise than the database had it, as the mean of those that were probed. */
const wrongSeconds = ({ probes }: Trial): number => (probes?.systems.cluster?.wrongMs ?? Number.NaN) / 1_000 / PROBED;
const secondsLeft = ({ faults, load }: Trial): number => load.seconds - (faults[0]?.atSeconds ?? Number.NaN);

const HOW = 'platform';
const EVENT = 'event';
const ORDER = 'place-order';
const [ALONE, THROUGH, BEHIND] = ['alone', 'written through', 'written behind'] as const;
const [NONE, KILL, PRICES] = ['none', 'a node is killed', 'prices are changed in the database'] as const;
const PRODUCTS = 400;
const PROBED = 8;
const PROBE_EVERY_MS = 50;
const FAULTS = {
  [KILL]: (seconds: number): PlannedFault => ({ fault: 'kill', target: 'node2', atSeconds: 0.5 * seconds, forSeconds: 1 }),
  [PRICES]: (seconds: number): PlannedFault => ({ fault: 'change', target: 'prices behind its back', atSeconds: 0.3 * seconds }),
};
