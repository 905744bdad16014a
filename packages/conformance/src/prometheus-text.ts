export interface Series {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Reads the text format of Prometheus, and throws at the first line that is none of it. */
export function prometheusText(text: string): Series[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const [, declared, name = '', said = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*)(?: (.*))?$/.exec(line) ?? [];
    if (declared === 'TYPE') {
      if (!TYPES.has(said) || types.has(name)) throw new Error(`not a type of its own: ${line}`);
      types.set(name, said);
    }
    if (declared) return [];
    const series = seriesIn(line);
    const family = series.name.replace(/_(bucket|sum|count)$/, '');
    if (!types.has(series.name) && !types.has(family)) throw new Error(`a series without a type: ${line}`);
    return [series];
  });
}

function seriesIn(line: string): Series {
  const [, name, , labels = '', value = ''] = /^([a-zA-Z_:][\w:]*)(\{(.*)\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a line of Prometheus' text format: ${line}`);
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : value === '-Inf' ? Number.NEGATIVE_INFINITY : Number(value);
  // Prometheus takes NaN in any case, and clients write it in several.
  if (Number.isNaN(number) && value.toLowerCase() !== 'nan') throw new Error(`not a number: ${line}`);
  return { name, labels: labelsIn(labels, line), value: number };
}

function labelsIn(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const rest = text.replace(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/g, (_, name: string, value: string) => {
    labels[name] = value;
    return '';
  });
  if (rest !== '') throw new Error(`not labels (${rest}): ${line}`);
  return labels;
}

const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
