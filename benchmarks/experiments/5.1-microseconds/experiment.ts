import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import type { Topology } from '@outgrow/services/stage';
import { COMPILED_FULLY } from '../../figures/compiled-fully.ts';
import { verdictOf } from '../../figures/judgement.ts';
import { inWords, isAtMost, measured } from '../../figures/measured.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { SMALL_MARKET } from '../../figures/small-market.ts';
import { p50Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'How long does an ACID transaction take where its data lies?',
  expected:
    'Microseconds, colocated and in memory; a copy on another node, more keys, the rules, the log and the way to a client are paid on top of that.',
  disproof: `One get and two puts in one transaction take more than 50 µs (p50) with no backup, or more than 500 µs with one.`,
  stages: [5],
  *plan({ points, seconds }) {
    const isAll = points === 'all';
    for (const { durability, backups } of isAll ? [ALONE, COPIED, SYNCED] : [ALONE, COPIED]) {
      // What a log costs is seen at the least transaction and at the whole order.
      const parts = durability === 'memory' ? LEAST : [FLOOR];
      const least = isAll ? { warmUpMs: parts.length > 1 ? 2_000 : 6_000, runMs: 800 } : { warmUpMs: 1_000, runMs: 600 };
      // An engine that interprets JavaScript takes longer to be warm than anything else here.
      const whole = { warmUpMs: 6_000, runMs: 1_000 };
      yield {
        name: nameOf(durability, backups),
        knobs: { durability, backups },
        topology: topologyOf(durability, backups),
        market: SMALL_MARKET,
        measures: [
          { name: 'in-node', settings: { parts: partsOf(parts), warmedFirst: 1, ...least } },
          { name: 'in-node', settings: { parts: partsOf(WHOLE), ...whole } },
        ],
        load: { workload: 'orders', users: 1, warmUpSeconds: 10, seconds: Math.min(5, seconds), settings: { ORDERS: 100 } },
      };
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const [alone, copied] = [pointOf(points, ALONE), pointOf(points, COPIED)];
    const us = (point: PointTrials | undefined, part: string, figure = 'P50Us') =>
      point ? withRange(point.of(measured(`${part}${figure}`))) : '–';
    const isQuick = isAtMost(alone?.of(measured('floorP50Us')), ALONE_US);
    const isQuickCopied = isAtMost(copied?.of(measured('floorP50Us')), COPIED_US);
    const rules = (points.find((point) => point === copied) ?? alone)?.of(rulesTimes).median ?? Number.NaN;
    const ordersQuick = isAtMost(copied?.of(measured('orderP50Us')), ORDER_US);
    return {
      verdict: verdictOf([isQuick, isQuickCopied]),
      figure: `One get and two puts in one transaction take ${us(alone, 'floor')} µs (p50) in memory with no backup, ${us(copied, 'floor')} µs with one. A whole order of two lines takes ${us(copied, 'order')} µs in the node and ${us(copied, 'client')} µs from a client; one of a single line takes ${copied ? withRange(copied.of(overHttp)) : '–'} µs over HTTP.`,
      because: `Asked are ${ALONE_US} µs with no backup (${inWords(isQuick, 'so it is', 'it is not so')}) and ${COPIED_US} µs with one (${inWords(isQuickCopied, 'so it is', 'it is not so')}). Only what has no copy anywhere, on one node alone, takes mere tens of microseconds: with a backup the transaction is prepared and committed at another node before it is acknowledged, and each such round trip costs more than all the work. Ignite 2 does that by primary and backup, not by consensus. An order of two lines reads 8 records and writes 14, in 8 tables; with a backup it ${inWords(ordersQuick, 'stays below a millisecond', 'takes more than a millisecond')}: "microseconds" is said of the least transaction, not of this one. These nodes compile their code fully and were warmed up for that. The shop's rules in GraalJS make it ${short(rules)} times what the same reads and writes take in plain Java.`,
      table: {
        columns: ['durability', 'backups', 'what', 'where', 'p50 µs', 'p99 µs', 'runs'],
        rows: points.flatMap((point) => [
          ...PARTS.filter(({ part }) => isMeasured(point, part)).map(({ part, what, where }) => [
            String(point.knobs.durability),
            Number(point.knobs.backups),
            what,
            where,
            us(point, part),
            us(point, part, 'P99Us'),
            point.trials.length,
          ]),
          [
            String(point.knobs.durability),
            Number(point.knobs.backups),
            'an order of one line',
            'over HTTP',
            withRange(point.of(overHttp)),
            withRange(point.of(overHttpP99)),
            point.trials.length,
          ],
        ]),
      },
      charts: [
        {
          title: 'Keys read and written in one transaction (p50)',
          x: { label: 'keys', scale: 'log' },
          y: { label: 'latency (µs)', scale: 'log' },
          series: points.map((point) => ({
            name: point.name,
            as: 'measured' as const,
            points: KEYS.map((keys) => ({ x: keys, ...point.of(measured(`keys${keys}P50Us`)) }))
              .filter(({ median }) => !Number.isNaN(median))
              .map(({ x, median, low, high }) => ({ x, y: median, low, high })),
          })),
          rules: [
            { y: ALONE_US, label: `${ALONE_US} µs` },
            { y: COPIED_US, label: `${COPIED_US} µs` },
          ],
        },
      ],
    };
  },
};

export default experiment;

const overHttp = (trial: Trial): number => 1_000 * p50Ms(trial, 'place-order');
const overHttpP99 = (trial: Trial): number =>
  1_000 * (trial.load.operations.find(({ name }) => name === 'place-order')?.latency.p99Ms ?? Number.NaN);
const rulesTimes = (trial: Trial): number => measured('orderP50Us')(trial) / measured('plainP50Us')(trial);

const isMeasured = (point: PointTrials, part: string): boolean => !Number.isNaN(point.of(measured(`${part}P50Us`)).median);

/** Where nothing has a copy one node is all there is: others would only be in its way. */
function topologyOf(durability: string, backups: number): Partial<Topology> {
  const node1 = { durability, backups: String(backups), ...COMPILED_FULLY };
  if (backups > 0) return { instances: 1, serverSettings: { node1 } };
  return { instances: 1, leaveOut: ['node2', 'node3'], serverSettings: { node1: { ...node1, majorityOf: '1' } } };
}

const nameOf = (durability: string, backups: number): string => `${durability}, ${backups === 1 ? 'one backup' : 'no backup'}`;

const ALONE = { durability: 'memory', backups: 0 };
const COPIED = { durability: 'memory', backups: 1 };
const SYNCED = { durability: 'fsync', backups: 1 };

const KEYS = [1, 4, 16];
const FLOOR = { part: 'floor', what: 'one get and two puts', where: 'in the node' };
const LEAST = [
  ...KEYS.map((keys) => ({
    part: `keys${keys}`,
    what: `${keys} ${keys === 1 ? 'key' : 'keys'} read and written`,
    where: 'in the node',
  })),
  FLOOR,
];
const WHOLE = [
  { part: 'plain', what: 'the records of an order, in plain Java', where: 'in the node' },
  { part: 'order', what: 'an order of two lines, decided in GraalJS', where: 'in the node' },
  { part: 'client', what: 'an order of two lines, decided in GraalJS', where: 'from a client' },
];
const PARTS = [...LEAST, ...WHOLE];
const partsOf = (parts: readonly { part: string }[]): string => parts.map(({ part }) => part).join(' ');
const ALONE_US = 50;
const COPIED_US = 500;
const ORDER_US = 1_000;
