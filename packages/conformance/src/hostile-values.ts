/** JSON text that no value of JavaScript is written as. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** JSON with raw parts in it. */
export function rawJson(value: unknown): string {
  const raws: string[] = [];
  const text = JSON.stringify(value, (_, part: unknown) =>
    part instanceof RawJson ? `@raw ${raws.push(part.text) - 1}@` : part,
  );
  return text.replace(/"@raw (\d+)@"/g, (_, at) => raws[Number(at)] ?? '');
}

/** Bodies that differ from a sound one in one place, in a way that no field takes. */
export function* hostileBodies(sound: object, optional: ReadonlySet<string>): Generator<{ what: string; raw: string }> {
  for (const { path, value } of placesIn(sound)) {
    for (const hostile of hostileTo(value)) {
      yield { what: `${path.join('.')} is ${rawJson(hostile).slice(0, 60)}`, raw: rawJson(changed(sound, path, hostile)) };
    }
  }
  for (const { path, value } of [{ path: [], value: sound as unknown }, ...placesIn(sound)]) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
    yield { what: `${path.join('.')} has a field too many`, raw: rawJson(changed(sound, path, { ...value, surprise: 1 })) };
    const proto = rawJson(changed(sound, path, { ...value, proto: 1 })).replace('"proto":1', '"__proto__":{"stock":9}');
    yield { what: `${path.join('.')} has a field __proto__`, raw: proto };
    for (const name of Object.keys(value)) {
      if (optional.has(name)) continue;
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      yield { what: `${[...path, name].join('.')} is missing`, raw: rawJson(changed(sound, path, rest)) };
    }
  }
}

type Path = readonly (string | number)[];

function* placesIn(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  if (path.length > 0) yield { path, value };
  if (value === null || typeof value !== 'object') return;
  for (const [name, part] of Object.entries(value)) yield* placesIn(part, [...path, Array.isArray(value) ? Number(name) : name]);
}

function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value)) return value.with(Number(first), changed(value[Number(first)], rest, to));
  return { ...(value as object), [first]: changed((value as Record<string, unknown>)[first], rest, to) };
}

function hostileTo(value: unknown): unknown[] {
  if (typeof value === 'number') return [...OTHERS, 'x', String(value), [], {}, true, ...NUMBERS];
  if (typeof value === 'boolean') return [...OTHERS, 'true', 1, [], {}];
  if (typeof value === 'string') return [...OTHERS, 17, true, [], {}, [value], ...TEXTS];
  if (Array.isArray(value))
    return [...OTHERS, 'x', 17, true, {}, { length: 1, 0: value[0] }, [], [null], [[]], [17], Array(51).fill(value[0])];
  return [...OTHERS, 'x', 17, true, [], [value]];
}

const DEEP = new RawJson(`${'['.repeat(2_000)}${']'.repeat(2_000)}`);
const OTHERS = [null, DEEP];
const NUMBERS = [
  -1,
  1.5,
  1e21,
  new RawJson('9007199254740993'),
  new RawJson('-9007199254740993'),
  new RawJson('1e400'),
  new RawJson('-1e400'),
  new RawJson('0.1'),
];
const TEXTS = ['\0', 'a\0b', new RawJson('"\\ud800"'), new RawJson('"a\\udfffb"'), 'x'.repeat(3_000)];
