/** What a value must look like. `number` also takes null: JSON has no other word for a figure that is none. */
type Shape =
  | 'text'
  | 'number'
  | 'scalar'
  | 'boolean'
  | { optional: Shape }
  | { list: Shape }
  | { map: Shape }
  | { oneOf: readonly string[] }
  | { either: readonly Shape[] }
  | { fields: { [name: string]: Shape } };

/** Where a value does not have its shape, in words; undefined where all of it has. */
export function firstFault(value: unknown, shape: Shape, path = ''): string | undefined {
  if (shape === 'scalar') return value === null || typeof value !== 'object' ? undefined : `${path} is neither text nor number`;
  if (shape === 'text') return typeof value === 'string' ? undefined : `${path} is not text`;
  if (shape === 'number') return typeof value === 'number' || value === null ? undefined : `${path} is not a number`;
  if (shape === 'boolean') return typeof value === 'boolean' ? undefined : `${path} is neither true nor false`;
  if ('optional' in shape) return value === undefined ? undefined : firstFault(value, shape.optional, path);
  if ('oneOf' in shape) return shape.oneOf.includes(value as string) ? undefined : `${path} is none of ${shape.oneOf.join(', ')}`;
  if ('either' in shape) {
    const faults = shape.either.map((one) => firstFault(value, one, path));
    return faults.includes(undefined) ? undefined : faults[0];
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${path} is not a list`;
    return first(value, (item, at) => firstFault(item, shape.list, `${path}[${at}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path || 'it'} is not an object`;
  const parts = value as { [name: string]: unknown };
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if ('map' in shape) return first(Object.entries(parts), ([name, part]) => firstFault(part, shape.map, below(name)));
  return first(Object.entries(shape.fields), ([name, field]) => firstFault(parts[name], field, below(name)));
}

function first<T>(items: readonly T[], faultOf: (item: T, at: number) => string | undefined): string | undefined {
  for (const [at, item] of items.entries()) {
    const fault = faultOf(item, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const texts = (...names: string[]): { [name: string]: Shape } => Object.fromEntries(names.map((name) => [name, 'text']));
const numbers = (...names: string[]): { [name: string]: Shape } => Object.fromEntries(names.map((name) => [name, 'number']));
const optional = (shape: Shape): Shape => ({ optional: shape });
const counts: Shape = { map: 'number' };

const stage: Shape = { fields: { ...numbers('number'), ...texts('name', 'title') } };
const latency: Shape = { fields: numbers('count', 'meanMs', 'p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'maxMs') };

const load: Shape = {
  fields: {
    ...texts('workload'),
    model: { oneOf: ['open', 'closed'] },
    ratePerSecond: optional('number'),
    users: optional('number'),
    besides: optional('text'),
    ...numbers('warmUpSeconds', 'seconds', 'sessions', 'dropped', 'requests', 'requestsPerSecond'),
    all: latency,
    operations: { list: { fields: { ...texts('name'), latency } } },
    commands: { fields: numbers('accepted', 'refused', 'failed', 'unknown') },
    acceptedByKind: optional(counts),
    refused: counts,
    errors: counts,
    generator: { fields: { cores: optional('number'), ...numbers('machineBusy'), lateP99Ms: optional('number') } },
  },
};

const verdict: Shape = {
  fields: {
    ...texts('checker', 'says'),
    ...numbers('count'),
    first: { list: 'text' },
    figures: counts,
    guarantee: optional('text'),
    promised: 'boolean',
  },
};

const platform: Shape = {
  fields: {
    platforms: { list: 'text' },
    processes: {
      list: {
        fields: {
          ...texts('name', 'kind'),
          ports: { list: 'number' },
          portsFrom: { oneOf: ['sockets', 'address'] },
          osProcesses: optional('number'),
          memoryBytes: optional('number'),
        },
      },
    },
    settings: { fields: { addresses: { list: 'text' }, others: { list: 'text' } } },
    libraries: { list: 'text' },
    lines: { fields: numbers('synchronisation', 'infrastructure', 'feature', 'shared') },
    ...numbers('startSeconds'),
  },
};

const step: Shape = { fields: { ...texts('name'), ...numbers('seconds') } };
const fault: Shape = {
  fields: {
    ...texts('fault', 'target'),
    ...numbers('atSeconds'),
    healedAtSeconds: optional('number'),
    steps: optional({ list: step }),
  },
};

const probed: Shape = {
  fields: numbers('behind', 'ahead', 'wrong', 'missing', 'away', 'episodes', 'p50Ms', 'p99Ms', 'maxMs', 'wrongMs'),
};
const probes: Shape = { fields: { ...numbers('probes', 'disagreeing'), systems: { map: probed } } };

const trial: Shape = {
  fields: {
    ...texts('name', 'startedAt'),
    ...numbers('repetition', 'instances', 'anomalies', 'gaps', 'records'),
    knobs: { map: 'scalar' },
    servers: { list: { fields: texts('name', 'kind', 'version', 'mode') } },
    allotments: { map: { fields: { ...numbers('cpus'), ...texts('how'), note: optional('text') } } },
    load,
    faults: { list: fault },
    sampled: { map: { fields: numbers('mean', 'max') } },
    verdicts: { list: verdict },
    measured: optional(counts),
    probes: optional(probes),
    platform: optional(platform),
    invalid: optional('text'),
  },
};

const axis: Shape = { fields: { ...texts('label'), scale: optional({ oneOf: ['linear', 'log'] }), from: optional('number') } };
const points: Shape = { list: { fields: { ...numbers('x', 'y'), low: optional('number'), high: optional('number') } } };

const chart: Shape = {
  fields: {
    ...texts('title'),
    x: axis,
    y: axis,
    series: { list: { fields: { ...texts('name'), as: { oneOf: ['measured', 'model'] }, points } } },
    rules: optional({ list: { fields: { ...texts('label'), x: optional('number'), y: optional('number') } } }),
  },
};

const conclusion: Shape = {
  fields: {
    verdict: { oneOf: ['holds', 'does not hold', 'undecided'] },
    ...texts('figure', 'because'),
    table: { fields: { columns: { list: 'text' }, rows: { list: { list: 'scalar' } } } },
    charts: { list: chart },
  },
};

const run: { [name: string]: Shape } = {
  ...texts('seed', 'startedAt'),
  commit: 'scalar',
  machine: { fields: { ...texts('platform', 'cpu'), ...numbers('cores', 'memoryBytes') } },
  versions: { map: 'text' },
};

export const EXPERIMENT: Shape = {
  fields: {
    ...run,
    ...texts('profile', 'endedAt'),
    experiment: { fields: texts('id', 'name', 'question', 'expected', 'disproof') },
    stage,
    interrupted: optional('text'),
    trials: { list: trial },
    conclusion: optional(conclusion),
  },
};

export const TOUR: Shape = {
  fields: {
    ...run,
    market: { fields: numbers('merchants', 'products', 'customers', 'orders') },
    load: { fields: { ...texts('workload'), ...numbers('ratePerSecond', 'seconds') } },
    stops: {
      list: {
        either: [{ measured: trial }, texts('skipped'), texts('failed')].map(
          (fields): Shape => ({
            fields: { stage, durability: optional({ oneOf: ['fsync', 'log', 'memory'] }), note: optional('text'), ...fields },
          }),
        ),
      },
    },
  },
};
