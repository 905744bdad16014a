import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { cacheHitRate } from '../../figures/cache-hits.ts';
import { CATALOGUE, CATALOGUE_PRODUCTS, popularity } from '../../figures/catalogue.ts';
import { verdictOf } from '../../figures/judgement.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries } from '../../figures/over-repetitions.ts';
import { mean, p99Ms } from '../../figures/trial-figures.ts';
import { hitRateUpTo } from '../../models/che.ts';

const experiment: Experiment = {
  question: 'What is a cache worth when the catalogue outgrows it?',
  expected:
    'The hit rate falls as the working set outgrows the cache, as the Che approximation says, and the database gets the difference.',
  disproof:
    'The hit rate stays as the catalogue grows past the cache, or lies far from what the popularity of the products predicts.',
  stages: [1],
  *plan({ points, warmUpSeconds, seconds }, stage) {
    for (const ratio of points === 'all' ? [0.5, 1, 2, 4, 10] : [0.5, 2, 10]) {
      yield {
        name: `catalogue ${ratio} × cache`,
        knobs: { [RATIO]: ratio },
        topology: stage.cacheOf(capacityAt(ratio)),
        market: CATALOGUE,
        // The warm-up fills the cache, and a popular product has to be asked for before it is known to be.
        load: { workload: 'products', ratePerSecond: SESSIONS, warmUpSeconds: 2 * warmUpSeconds, seconds, settings: { READS } },
      };
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const ratioOf = (point: Pick<Trial, 'knobs'>) => knob(point, RATIO);
    const hits = measuredSeries('measured', points, ratioOf, cacheHitRate);
    const model = points.map((point) => ({ x: ratioOf(point), y: modelled(ratioOf(point), point.trials[0]) }));
    const apart = Math.max(...hits.points.map(({ x, y }) => Math.abs(y - (model.find((one) => one.x === x)?.y ?? Number.NaN))));
    const falls = hits.points.every(({ y }, at) => at === 0 || y <= (hits.points[at - 1]?.y ?? 1) + 0.01);
    const [first, last] = [points[0], points.at(-1)];
    const queries = (trial: Trial) => mean(trial, 'postgres.commitsPerSecond');
    const measured = points.length >= 2 && hits.points.length === points.length;
    const words = falls ? 'falls' : 'goes';
    return {
      verdict: verdictOf([measured || undefined, !measured || (falls && apart < APART)]),
      figure:
        first && last && measured
          ? `The hit rate ${words} from ${percent(first.of(cacheHitRate).median)} to ${percent(last.of(cacheHitRate).median)} as the catalogue grows from ${ratioOf(first)} to ${ratioOf(last)} times the cache; the database answers ${short(first.of(queries).median)} and then ${short(last.of(queries).median)} queries/s for the same reads.`
          : 'Too little was measured.',
      because: `The hit rate ${falls ? 'falls from point to point' : 'does not fall from point to point'}; measured and modelled it lies at most ${measured ? short(100 * apart) : '–'} percentage points apart, and ${short(100 * APART)} are let pass. The model is Che's for an LRU cache that was empty at the start of the load: popularity alone decides, so more of a cache helps less and less.`,
      table: {
        columns: ['catalogue / cache', 'cached products', 'hit rate', 'modelled', 'queries/s', 'p99 ms', 'runs'],
        rows: points.map((point, at) => [
          ratioOf(point),
          capacityAt(ratioOf(point)),
          withRange(point.of(cacheHitRate), percent),
          percent(model[at]?.y ?? Number.NaN),
          withRange(point.of(queries)),
          withRange(point.of((trial) => p99Ms(trial, 'product'))),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'Hit rate by how far the catalogue outgrows the cache',
          x: { label: 'catalogue / cache (products)', scale: 'log' },
          y: { label: 'hit rate', percent: true, from: 0 },
          series: [hits, { name: 'Che', as: 'model', points: model }],
        },
        {
          title: 'What is left to the database',
          x: { label: 'catalogue / cache (products)', scale: 'log' },
          y: { label: 'queries (1/s)', from: 0 },
          series: [measuredSeries('queries', points, ratioOf, queries)],
        },
      ],
    };
  },
};

export default experiment;

/** The cache is empty at first, and the warm-up fills it: the model counts from there. */
function modelled(ratio: number, trial: Trial | undefined): number {
  const { warmUpSeconds = 0, seconds = 1 } = trial?.load ?? {};
  const perSecond = SESSIONS * READS;
  return hitRateUpTo(popularity, capacityAt(ratio), warmUpSeconds * perSecond, (warmUpSeconds + seconds) * perSecond);
}

const capacityAt = (ratio: number): number => Math.round(CATALOGUE_PRODUCTS / ratio);

const RATIO = 'catalogue / cache';
const SESSIONS = 60;
const READS = 10;
/** How far measured and modelled hit rates may lie apart for the claim to hold. */
const APART = 0.05;
