import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { COUNT_COLUMNS } from '@outgrow/harness/platform/count-columns';
import type { PlatformCount } from '@outgrow/harness/platform/platform-count';
import { findStages } from '@outgrow/harness/stages';
import { verdictOf } from '../../figures/judgement.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, type PointTrials } from '../../figures/over-repetitions.ts';

const experiment: Experiment = {
  question: 'How much of it is there to run and to keep in step?',
  expected:
    'Five or six platforms eat engineering time: each has its process, its ports, its settings and its client, and code that does nothing but keep copies in step grows beside the code of features.',
  disproof:
    'The stage has fewer than five platforms, or its lines of synchronisation are less than a fifth of its lines of features.',
  stages: findStages().map(({ number }) => number),
  *plan({ warmUpSeconds, seconds }) {
    for (const instances of [1, 2]) {
      yield {
        name: `${instances} app ${instances === 1 ? 'instance' : 'instances'}`,
        knobs: { [INSTANCES]: instances },
        topology: { instances },
        counts: true,
        load: { workload: 'mixed', ratePerSecond: 5, warmUpSeconds, seconds },
      };
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    // What one instance needs, any number of them does.
    const one = points.find((point) => knob(point, INSTANCES) === 1);
    const count = one?.trials.find(({ platform }) => platform)?.platform;
    const hasMany = count && count.platforms.length >= PLATFORMS;
    const isEaten = count && syncShare(count) >= SHARE;
    return {
      verdict: verdictOf([hasMany, isEaten]),
      figure: one && count ? figureOf(one, count) : 'It was not counted.',
      because: count ? becauseOf(count) : 'The stage was not counted with one app instance, so nothing can be told.',
      table: {
        columns: ['app instances', ...COUNT_COLUMNS.map(({ head }) => head), 'runs'],
        rows: points.map((point) => [
          knob(point, INSTANCES),
          ...COUNT_COLUMNS.map(({ of }) => withRange(point.of(counted(of)))),
          point.trials.length,
        ]),
      },
      charts: [],
    };
  },
};

export default experiment;

function figureOf(point: PointTrials, { platforms, settings, libraries, lines }: PlatformCount): string {
  const median = (head: string): string => {
    const column = COUNT_COLUMNS.find((one) => one.head === head);
    return column ? withRange(point.of(counted(column.of))) : '–';
  };
  return `${many(platforms.length, 'platform')} in ${median('processes')} processes (${median('OS processes')} of the operating system) with ${median('ports')} ports, ${many(settings.addresses.length + settings.others.length, 'setting')} and ${many(libraries.length, 'client library', 'client libraries')}; ${many(lines.synchronisation, 'line')} of synchronisation beside ${short(lines.feature)} of features and ${short(lines.infrastructure)} of infrastructure; it starts in ${median('start (s)')} s and takes ${median('memory (MiB)')} MiB.`;
}

function becauseOf(count: PlatformCount): string {
  const { platforms, lines } = count;
  const share = syncShare(count);
  return `The claim asks for ${PLATFORMS} platforms at least: there ${platforms.length === 1 ? 'is' : 'are'} ${platforms.length} (${platforms.join(', ')}). And it asks that the lines that are there only to keep copies in step, those in src/sync, are ${percent(SHARE)} at least of those of features: they are ${percent(share)}. ${verdictText(platforms.length >= PLATFORMS, share >= SHARE)} Lines are those of the stage and of the packages it brings along; the shop itself and its HTTP, ${short(lines.shared)} lines, are the same for every stage. What a line costs, nobody has measured.`;
}

function verdictText(hasMany: boolean, isEaten: boolean): string {
  if (hasMany && isEaten) return 'So it is here.';
  if (hasMany) return 'The platforms are there, but most of the code is still that of features.';
  return isEaten
    ? 'Much is kept in step here, and not for the number of platforms.'
    : 'This stage has too few platforms for the claim to be about it.';
}

const syncShare = ({ lines }: PlatformCount): number => lines.synchronisation / lines.feature;

const counted =
  (of: (count: PlatformCount) => number) =>
  ({ platform }: Trial): number =>
    platform ? of(platform) : Number.NaN;

const many = (count: number, one: string, more = `${one}s`): string => `${short(count)} ${count === 1 ? one : more}`;

const INSTANCES = 'app instances';
const PLATFORMS = 5;
const SHARE = 0.2;
