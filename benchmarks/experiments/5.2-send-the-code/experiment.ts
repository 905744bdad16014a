import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isMore, verdictOf } from '../../figures/judgement.ts';
import { inWords } from '../../figures/measured.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { SMALL_MARKET } from '../../figures/small-market.ts';
import { acceptedPerSecond, meanOverApps, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Does it pay to send the work to the data instead of fetching the data to the work?',
  expected:
    'One call to the node that holds the merchant takes less time and fewer bytes than a transaction that the app holds with it, read by read and write by write.',
  disproof: 'The transaction from the client is as quick, reaches as many orders per second, or puts no more bytes on the wire.',
  stages: [5],
  *plan({ warmUpSeconds, seconds }) {
    for (const decided of WAYS) {
      const loads = [
        { name: CLOSED, users: USERS },
        { name: OPEN, ratePerSecond: 3 },
      ];
      for (const { name, ...load } of loads) {
        yield {
          name: `${decided}, ${name}`,
          knobs: { decided, load: name },
          topology: { settings: { EXECUTE: decided } },
          market: SMALL_MARKET,
          load: { workload: 'orders', ...load, warmUpSeconds: 2 * warmUpSeconds, seconds },
        };
      }
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const at = (decided: string, load: string) => pointOf(points, { decided, load });
    const [node, client] = [at('node', CLOSED), at('client', CLOSED)];
    const [nodeOpen, clientOpen] = [at('node', OPEN), at('client', OPEN)];
    const isQuicker = isMore(clientOpen?.of(p50), nodeOpen?.of(p50));
    const reachesMore = isMore(node?.of(ordersPerSecond), client?.of(ordersPerSecond));
    const savesBytes = isMore(clientOpen?.of(bytesPerOrder), nodeOpen?.of(bytesPerOrder));
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number) => (point ? withRange(point.of(figure)) : '–');
    return {
      verdict: verdictOf([isQuicker, reachesMore, savesBytes]),
      figure: `Decided in the node an order takes ${of(nodeOpen, p50)} ms (p50) and ${of(nodeOpen, bytesPerOrder)} bytes between app and cluster, decided in the app over the client's transaction ${of(clientOpen, p50)} ms and ${of(clientOpen, bytesPerOrder)} bytes. ${USERS} users who always wait reach ${of(node, ordersPerSecond)} orders/s against ${of(client, ordersPerSecond)}.`,
      because: `It is ${inWords(isQuicker, 'quicker', 'no quicker', 'not told whether it is quicker')}, reaches ${inWords(reachesMore, 'more orders', 'no more orders', 'a number of orders which was not told to be more')} and puts ${inWords(savesBytes, 'fewer bytes', 'no fewer bytes', 'a number of bytes which was not told to be fewer')} on the wire. The app runs the very same rules in both; what differs is the way: one round trip with the command and the reply in it, or one for each lock, read and write of the transaction, while its merchant is locked. The network here is one machine's loopback: over a real one each round trip costs more, and the difference with it. Bytes are those of the app's connections to the nodes, sign-ins among them (one for ten orders); what the nodes send each other for their backups is the same in both.`,
      table: {
        columns: [
          'decided in',
          'load',
          'orders/s',
          'p50 ms',
          'p99 ms',
          'bytes sent per order',
          'received',
          'CPU ms of the app per order',
          'runs',
        ],
        rows: points.map((point) => [
          point.knobs.decided === 'node' ? 'the node' : 'the app',
          String(point.knobs.load),
          of(point, ordersPerSecond),
          of(point, p50),
          of(point, (trial) => p99Ms(trial, ORDER)),
          of(point, (trial) => bytes(trial, 'Sent')),
          of(point, (trial) => bytes(trial, 'Received')),
          of(point, (trial) => (1_000 * meanOverApps(trial, 'cpuCores')) / sampledOrders(trial)),
          point.trials.length,
        ]),
      },
      charts: [],
    };
  },
};

export default experiment;

const ORDER = 'place-order';
const ordersPerSecond = (trial: Trial): number => acceptedPerSecond(trial, ORDER);
const p50 = (trial: Trial): number => p50Ms(trial, ORDER);
/** By what the app counted in the same samples: what was asked for before the end may be answered after it. */
const sampledOrders = (trial: Trial): number => meanOverApps(trial, 'commandsPlaceOrderAcceptedPerSecond');
const bytes = (trial: Trial, way: 'Sent' | 'Received'): number =>
  meanOverApps(trial, `cluster${way}BytesPerSecond`) / sampledOrders(trial);
const bytesPerOrder = (trial: Trial): number => bytes(trial, 'Sent') + bytes(trial, 'Received');

const WAYS = ['node', 'client'] as const;
const USERS = 8;
const CLOSED = `closed, ${short(USERS)} users`;
const OPEN = 'open, 30 orders/s';
