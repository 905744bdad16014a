import type { Experiment } from '@outgrow/harness/experiment';
import { isMore, isNeverAbove, verdictOf } from '../../figures/judgement.ts';
import { inWords, measured } from '../../figures/measured.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials } from '../../figures/over-repetitions.ts';
import { SMALL_MARKET } from '../../figures/small-market.ts';

const experiment: Experiment = {
  question: 'Where should records lie, so that who uses them together finds them together?',
  expected:
    'By merchant an order touches one partition; by customer a customer’s orders do. Each placement serves one access pattern and makes the other pay, and reference data belongs on every node.',
  disproof:
    'An order by merchant touches more than one partition, or a placement that is not made for a workload serves it as well as the one that is, or an order costs no more where reference data lies in one place only.',
  stages: [5],
  *plan({ points, seconds }) {
    const each = points === 'all' ? { warmUpMs: 3_000, runMs: 4_000, runs: 20_000 } : { warmUpMs: 800, runMs: 1_000 };
    yield {
      name: 'four placements',
      knobs: {},
      topology: { serverSettings: { node1: { durability: 'memory' } } },
      market: SMALL_MARKET,
      measures: [{ name: 'placements', settings: each }],
      // The shop's own orders, one at a time: what is measured lies in tables of its own.
      load: { workload: 'orders', ratePerSecond: 1, warmUpSeconds: 1, seconds: Math.min(5, seconds) },
    };
  },
  conclude(trials) {
    const [point] = byPoint(trials);
    const of = (placement: string, figure: string) => point?.of(measured(`${placement}${figure}`));
    const shown = (placement: string, figure: string) => (point ? withRange(point.of(measured(`${placement}${figure}`))) : '–');
    const isOne = isNeverAbove(of('byMerchant', 'PlacePartitions'), 1);
    const p50 = (placement: string, workload: string) => of(placement, `${workload}P50Us`);
    const beatsOrder = isMore(p50('byOrder', 'Place'), p50('byMerchant', 'Place'));
    const beatsCustomer = isMore(p50('byCustomer', 'Place'), p50('byMerchant', 'Place'));
    const readsBetter = isMore(p50('byMerchant', 'Read'), p50('byCustomer', 'Read'));
    const isSparedReference = isMore(p50('referencePartitioned', 'Place'), p50('byMerchant', 'Place'));
    return {
      verdict: verdictOf([isOne, beatsOrder, beatsCustomer, readsBetter, isSparedReference]),
      figure: `An order touches ${shown('byMerchant', 'PlacePartitions')} partition by merchant, ${shown('byCustomer', 'PlacePartitions')} by customer, ${shown('byOrder', 'PlacePartitions')} by its own key, and takes ${shown('byMerchant', 'PlaceP50Us')}, ${shown('byCustomer', 'PlaceP50Us')} and ${shown('byOrder', 'PlaceP50Us')} µs (p50). A customer's orders are read in ${shown('byCustomer', 'ReadP50Us')} µs by customer and in ${shown('byMerchant', 'ReadP50Us')} µs by merchant. With reference data in one place only an order by merchant takes ${shown('referencePartitioned', 'PlaceP50Us')} µs.`,
      because: `${inWords(isOne, 'By merchant the schema leaves an order no second partition to touch', 'By merchant an order touched more than one partition', 'It was not told how many partitions an order touches')}. It is placed ${inWords(beatsOrder, 'quicker', 'no quicker', 'not told whether quicker')} than by order, and ${inWords(beatsCustomer, 'quicker', 'no quicker', 'not told whether quicker')} than by customer. Who asks for a customer's orders gets them ${inWords(readsBetter, 'quicker', 'no quicker', 'not told whether quicker')} where they lie with the customer; by merchant every node is asked and looks into its part of an index, and the more nodes there are the more is asked. There is no placement for both: one is chosen, and the other pattern pays. Reference data in one place only makes ${inWords(isSparedReference, 'an order dearer', 'an order no dearer', 'a difference that was not told')}: the order then reads from another node's partition what does not change. Partitions and nodes are what the platform's own affinity function makes of the keys of each order, computed and not observed; messages are counted. ${sumsText(point)} Each node has one buyer who buys where the data lies.`,
      table: {
        columns: ['placement', 'workload', 'p50 µs', 'p99 µs', 'per second', 'partitions', 'nodes', 'messages', 'runs'],
        rows: PLACEMENTS.flatMap(({ placement, name }) =>
          WORKLOADS.map(({ workload, does }) => [
            name,
            does,
            ...['P50Us', 'P99Us', 'PerSecond', 'Partitions', 'Nodes', 'Messages'].map((figure) =>
              shown(placement, `${workload}${figure}`),
            ),
            point?.trials.length ?? 0,
          ]),
        ),
      },
      charts: [
        {
          title: 'An order by the partitions it touches (p50)',
          x: { label: 'partitions touched', from: 0 },
          y: { label: 'latency (µs)', from: 0 },
          series: PLACEMENTS.map(({ placement, name }) => ({
            name,
            as: 'measured' as const,
            points: [{ x: of(placement, 'PlacePartitions')?.median ?? Number.NaN, spread: of(placement, 'PlaceP50Us') }].flatMap(
              ({ x, spread }) =>
                spread && !Number.isNaN(x) && !Number.isNaN(spread.median)
                  ? [{ x, y: spread.median, low: spread.low, high: spread.high }]
                  : [],
            ),
          })),
        },
      ],
    };
  },
};

export default experiment;

/** A measure that finds a wrong sum throws: where there are figures the sums are right. */
const sumsText = (point: PointTrials | undefined): string =>
  point ? `After each, units taken, orders stored and balances agreed, in all ${short(PLACEMENTS.length)} placements.` : '';

const PLACEMENTS = [
  { placement: 'byMerchant', name: 'by merchant' },
  { placement: 'byOrder', name: 'by order' },
  { placement: 'byCustomer', name: 'by customer' },
  { placement: 'referencePartitioned', name: 'by merchant, reference data not on every node' },
];
const WORKLOADS = [
  { workload: 'Place', does: 'an order is placed' },
  { workload: 'Read', does: "a customer's orders are read" },
];
