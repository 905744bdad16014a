import type { Experiment, Point, Profile } from '@outgrow/harness/experiment';
import type { Series, Trial } from '@outgrow/harness/experiment-result';
import { isMore, verdictOf } from '../../figures/judgement.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials } from '../../figures/over-repetitions.ts';
import { checked, quantile } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'When reads go to a replica, how often does somebody not see what they just wrote?',
  expected: 'The replica lags, and the more it lags, the more reads show a session less than it wrote itself.',
  disproof: 'Sessions see all of their own writes however far the replica lags.',
  stages: [1],
  *plan(profile) {
    const delays = profile.points === 'all' ? [0, 20, 100, 400] : [0, 100];
    for (const delayMs of delays) yield pointAt(delayMs, FEW, profile);
    if (profile.points === 'all') yield pointAt(0, MANY, profile);
  },
  conclude(trials) {
    const points = byPoint(trials);
    const ofFew = points.filter((point) => knob(point, WRITES) === FEW);
    const delayOf = (point: Pick<Trial, 'knobs'>) => knob(point, DELAY);
    const violations = measuredSeries(`${FEW} writes/s`, ofFew, delayOf, perThousand);
    const [first, last] = [ofFew[0], ofFew.at(-1)];
    const grows = first === last ? undefined : isMore(last?.of(perThousand), first?.of(perThousand));
    const worst = last ? last.of(perThousand).median : Number.NaN;
    const seen = Number.isNaN(worst) ? undefined : ofFew.some((point) => point.of(perThousand).high > 0);
    const row = (point: PointTrials) => [
      delayOf(point),
      knob(point, WRITES),
      short(lagMs(point, 0.5)),
      short(lagMs(point, 0.99)),
      withRange(point.of((trial) => checked(trial, 'read your writes', 'ownReads'))),
      withRange(point.of(perThousand)),
      point.trials.length,
    ];
    return {
      verdict: verdictOf([seen, grows]),
      figure:
        first && last
          ? `Of 1,000 reads after a write of the same session ${short(first.of(perThousand).median)} show less than was written where replay is not delayed, ${short(worst)} at a delay of ${delayOf(last)} ms. The replica, which does not know of what is still on its way to it, sees a lag (p99) of ${short(lagMs(first, 0.99))} ms in the one case and of ${short(lagMs(last, 0.99))} ms in the other.`
          : 'Nothing was measured.',
      because: `${GROWTH[String(grows)]} A session writes a price, reads the product at once and again after 10, 50 and 200 ms. The write goes to the primary, each read to the replica, with no cache between: what is missing there the replica did not show yet, and nothing else hides it. The lag in the table is the replica's own account: the age of the last commit that it has replayed, in four samples a second of all repetitions. So it includes the pause between two writes, ${1_000 / FEW} ms at ${FEW} a second; and it is 0 while all that was received is replayed, whatever has not been received yet: that makes reads stale and is in no lag. As the time between two samples is a multiple of that pause, those of one repetition may all fall at the same moment between two writes.`,
      table: {
        columns: ['replay delay ms', 'writes/s', 'lag p50 ms', 'lag p99 ms', 'reads', 'violations per 1,000', 'runs'],
        rows: points.map(row),
      },
      charts: [
        {
          title: 'Own writes not seen, by the replica’s delay',
          x: { label: 'replay delay (ms)', from: 0 },
          y: { label: 'violations per 1,000 reads', from: 0 },
          series: [violations],
        },
        {
          title: 'Lag of the replica, by its own account',
          x: { label: 'replay delay (ms)', from: 0 },
          y: { label: 'lag (ms)', from: 0 },
          series: [lagSeries('p50', ofFew, 0.5), lagSeries('p99', ofFew, 0.99)],
        },
      ],
    };
  },
};

export default experiment;

const pointAt = (delayMs: number, ratePerSecond: number, { warmUpSeconds, seconds }: Profile): Point => ({
  name: `${delayMs} ms, ${ratePerSecond} writes/s`,
  knobs: { [DELAY]: delayMs, [WRITES]: ratePerSecond },
  topology: {
    servers: ['replica'],
    serverSettings: { replica: { recovery_min_apply_delay: `${delayMs}ms` } },
    // Of a cache nothing is left: a product read before would hide the replica.
    settings: { CACHE_PRODUCTS: '1', CACHE_TTL_MS: '1' },
  },
  load: { workload: 'own-writes', ratePerSecond, warmUpSeconds, seconds },
});

function perThousand(trial: Trial): number {
  return (1_000 * checked(trial, 'read your writes', 'count')) / checked(trial, 'read your writes', 'ownReads');
}

const lagMs = ({ trials }: PointTrials, share: number): number => quantile(trials, 'replica.lagMs', share);

/** Of the samples of all repetitions together: those of one are too few for a 99th percentile. */
const lagSeries = (name: string, points: readonly PointTrials[], share: number): Series => ({
  name,
  as: 'measured',
  points: points.map((point) => ({ x: knob(point, DELAY), y: lagMs(point, share) })).filter(({ y }) => !Number.isNaN(y)),
});

const GROWTH: { [grows: string]: string } = {
  true: 'In all repetitions more of its own writes are missed with the longest delay than with none.',
  false: 'With the longest delay no more of its own writes are missed than with none.',
  undefined: 'The repetitions do not tell whether the longest delay makes a difference.',
};

const DELAY = 'replay delay ms';
const WRITES = 'writes/s';
const FEW = 20;
const MANY = 100;
