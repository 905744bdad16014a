import type { Sampler } from './service.ts';

const REPLIES_WITHIN_MS = 2_000;
const MOST_CHARACTERS = 2_000_000;

/** Of all that prom-client says about a Node process by itself, these; its CPU and memory are sampled from outside, its event loop is told by a gauge of ours. */
const OF_NODE = new Set(['nodejs_heap_size_used_bytes', 'nodejs_gc_duration_seconds']);

/** Reads what an app shows at /metrics. A sample fails while the app does not answer in time. */
export async function metricsSampler(url: string): Promise<Sampler> {
  const stopped = new AbortController();
  const sample = async () => {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(REPLIES_WITHIN_MS)]);
    const response = await fetch(url, { redirect: 'manual', signal });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
    return samplesIn(text);
  };
  return {
    sample,
    async [Symbol.asyncDispose]() {
      stopped.abort(new Error('This sampler is stopped: open another.'));
    },
  };
}

/**
 * Every counter and gauge of a text in the format of Prometheus, by a name made of the metric's and of its labels' values, the unit
 * last: `outgrow_product_cache_reads_total{result="hit"}` is `productCacheReadsHitTotal`. A series appears with its first value,
 * so that one which is not there yet counts 0. Of a histogram there are the two totals over all labels, `…CountTotal` and `…SecondsTotal`.
 */
export function samplesIn(text: string): Record<string, number> {
  if (text.length > MOST_CHARACTERS)
    throw new Error(`More than ${MOST_CHARACTERS} characters of metrics are too many to be sampled.`);
  const samples: Record<string, number> = {};
  let type = '';
  let metric = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('# TYPE ')) {
      [, , metric = '', type = ''] = line.split(' ');
      if (/^(nodejs|process)_/.test(metric) && !OF_NODE.has(metric)) type = 'left out';
      continue;
    }
    if (type === 'left out' || line === '' || line.startsWith('#')) continue;
    const name = nameOf(line, metric, type);
    if (name === undefined) continue;
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (Number.isFinite(value)) samples[name] = (samples[name] ?? 0) + value;
  }
  return samples;
}

/** Undefined for what is not kept: the parts of a distribution. */
function nameOf(line: string, metric: string, type: string): string | undefined {
  const words = metric.replace(/^outgrow_/, '').split('_');
  const unit: string[] = [];
  while (UNITS.has(words.at(-1) ?? '')) unit.unshift(words.pop() ?? '');
  if (type !== 'histogram' && type !== 'summary') return inOneWord([...words, ...labelWords(line), ...unit]);
  if (line.startsWith(`${metric}_count`)) return inOneWord([...words, 'count', 'total']);
  if (line.startsWith(`${metric}_sum`)) return inOneWord([...words, ...unit, 'total']);
  return undefined;
}

const UNITS = new Set(['total', 'seconds', 'bytes', 'ratio']);

function labelWords(line: string): string[] {
  const values = [...line.matchAll(/[{,]\w+="((?:[^"\\]|\\.)*)"/g)].map(([, value = '']) => value);
  return values.flatMap((value) => value.split(/[^A-Za-z0-9]+/).filter(Boolean));
}

function inOneWord([first = '', ...others]: string[]): string {
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
