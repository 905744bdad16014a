import type { ExperimentResult, Trial } from '@outgrow/harness/experiment-result';
import { counted, distinct, isNumber, milliseconds, percent, plain, whole } from './figures.ts';

/** How a result was measured, as names and values: all that one has to know to believe it or to doubt it. */
export function howMeasured(result: ExperimentResult): [string, string][] {
  const { trials, profile, seed, startedAt, endedAt } = result;
  return [
    ['load', distinct(trials.map(loadText)).join('; ')],
    ['length', distinct(trials.map(lengthText)).join('; ')],
    ['repetitions', repetitionsText(trials)],
    ['sessions', sessionsText(trials)],
    ['faults', distinct(trials.flatMap(({ faults }) => faults.map(faultText))).join(', ')],
    ['CPUs', allotmentsText(trials)],
    ['links', distinct(trials.flatMap(linkText)).join('; ')],
    ['servers', distinct(trials.map(serversText)).join('; ')],
    ['load generator', generatorText(trials)],
    ...runFacts(result),
    ...concludedFacts(result),
    ['run', `profile ${profile}, ${timeText(startedAt)} to ${timeText(endedAt)}, seed ${seed}`],
  ];
}

const concludedFacts = ({ concludedAgain }: ExperimentResult): [string, string][] =>
  concludedAgain
    ? [
        [
          'figure',
          `made anew from these trials, ${timeText(concludedAgain.at)}, commit ${concludedAgain.commit ?? 'not in a repository'}`,
        ],
      ]
    : [];

/** What it ran on, of a tour or an experiment. */
export const runFacts = ({
  machine,
  commit,
  versions,
}: Pick<ExperimentResult, 'machine' | 'commit' | 'versions'>): [string, string][] => [
  ['machine', machineText(machine)],
  ['commit', commit ?? 'not in a repository'],
  ['versions', versionsText(versions)],
];

export const machineText = ({ cores, cpu, memoryBytes, platform }: ExperimentResult['machine']): string =>
  `${counted(cores, 'core')} (${cpu}), ${whole(memoryBytes / 2 ** 30)} GiB, ${platform}`;

export const timeText = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** `1 app process, postgres 18.4 (native)` */
export function serversText({ instances, servers }: Pick<Trial, 'instances' | 'servers'>): string {
  const apps = counted(instances, 'app process', 'app processes');
  return [apps, ...servers.map(({ name, version, mode }) => `${name} ${version} (${mode})`)].join(', ');
}

const versionsText = (versions: ExperimentResult['versions']): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

function loadText({ load }: Trial, _at: number, all: readonly Trial[]): string {
  const same = all
    .map((trial) => trial.load)
    .filter((one) => one.model === load.model && one.workload === load.workload && one.besides === load.besides);
  const besides = load.besides === undefined ? '' : `; besides: ${load.besides}`;
  const points = (values: (number | undefined)[]): string =>
    distinct(values.filter(isNumber))
      .sort((one, other) => one - other)
      .map(plain)
      .join(', ');
  if (load.model === 'open') {
    const rates = points(same.map(({ ratePerSecond }) => ratePerSecond));
    return `k6, workload ${load.workload}, open: ${rates} sessions begin per second, whatever becomes of the earlier ones${besides}`;
  }
  const users = points(same.map((one) => one.users));
  return `k6, workload ${load.workload}, closed: each of ${users} users begins its next session when it has ended one, so a slow stage is asked for less${besides}`;
}

/** `20 s each, after 5 s of warm-up that no figure holds` */
export const lengthText = ({ load }: Pick<Trial, 'load'>): string =>
  `${plain(load.seconds)} s each${load.warmUpSeconds > 0 ? `, after ${plain(load.warmUpSeconds)} s of warm-up that no figure holds` : ', without warm-up'}`;

function repetitionsText(trials: readonly Trial[]): string {
  const valid = (some: readonly Trial[]): number => some.filter(({ invalid }) => invalid === undefined).length;
  const counts = [...Map.groupBy(trials, ({ name }) => name).values()].map(valid);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return 'no trial ended';
  if (most === 0) return `${counted(trials.length, 'trial')}, and none of them counts`;
  const each = least === most ? `${least}` : `${least} to ${most}`;
  const without = trials.length - valid(trials);
  const besides = without === 0 ? '' : `, not counting ${counted(without, 'invalid trial')}`;
  return `${each} of each of ${counted(counts.length, 'point')}${besides}${most > 1 ? ': shown are the median and the range' : ': there is no range to show'}`;
}

function sessionsText(trials: readonly Trial[]): string {
  const sessions = trials.reduce((sum, { load }) => sum + load.sessions, 0);
  const dropped = trials.reduce((sum, { load }) => sum + load.dropped, 0);
  return `${whole(sessions)}, and ${dropped === 0 ? 'none was dropped' : `${whole(dropped)} dropped (could not begin at their time)`}`;
}

function faultText({ fault, target, atSeconds, healedAtSeconds }: Trial['faults'][number]): string {
  return `${fault} of ${target} after ${plain(atSeconds)} s${healedAtSeconds === undefined ? '' : `, healed after ${plain(healedAtSeconds)} s`}`;
}

const linkText = ({ linkBaseline }: Trial): string[] =>
  linkBaseline
    ? [
        `the apps reach servers through Toxiproxy: a round trip takes ${milliseconds(linkBaseline.throughMs)} in place of ${milliseconds(linkBaseline.directMs)}`,
      ]
    : [];

const allotmentsText = (trials: readonly Trial[]): string =>
  distinct(
    trials.flatMap(({ allotments }) => Object.entries(allotments).map(([process, got]) => `${process}: ${allotmentText(got)}`)),
  ).join(', ');

/** `0.5 CPUs by cgroup quota (its note)`. Where no way to allot was open, the harness says `none` and the CPUs of the machine. */
const allotmentText = ({ cpus, how, note }: Trial['allotments'][string]): string =>
  [
    how === 'none' ? 'not held to fewer than ' : '',
    `${plain(cpus)} ${cpus === 1 ? 'CPU' : 'CPUs'}`,
    how === 'none' ? '' : ` by ${how}`,
    note === undefined ? '' : ` (${note})`,
  ].join('');

function generatorText(trials: readonly Trial[]): string {
  const most = (value: (trial: Trial) => number | undefined): number | undefined => {
    const values = trials.map(value).filter(isNumber);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const cores = most(({ load }) => load.generator.cores);
  const busy = most(({ load }) => load.generator.machineBusy);
  const late = most(({ load }) => load.generator.lateP99Ms);
  return [
    'k6, on the same machine',
    ...(cores === undefined ? [] : [`it took at most ${plain(cores)} of a core`]),
    ...(busy === undefined ? [] : [`the machine was at most ${percent(busy)} busy`]),
    ...(late === undefined ? [] : [`sessions began at most ${milliseconds(late)} late (p99)`]),
  ].join('; ');
}
