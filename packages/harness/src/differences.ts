import type { Copy, CopyKey, Shown, SystemOfRecord } from '@outgrow/domain/copies';
import { keyText } from '@outgrow/domain/keys';

/** How a copy differs: it lacks a record, shows an older or newer version, another value under the same version, or one that is not stored. */
export type How = 'missing' | 'behind' | 'ahead' | 'wrong' | 'surplus';

export interface Difference {
  system: string;
  key: CopyKey;
  how: How;
  stored: Shown | undefined;
  shown: Shown | undefined;
}

/** What is wrong with a copy at this moment, batch by batch; an empty batch tells that so many keys agreed. */
export async function* differencesOf(
  system: string,
  copy: Copy,
  record: SystemOfRecord,
): AsyncGenerator<{ compared: number; differences: Difference[] }> {
  for (const kind of copy.kinds) {
    if (copy.isComplete) yield* along(record.keys(kind), (keys) => compare(system, copy, record, keys));
    // What it holds beyond what is stored; of a cache this is also all that can be wrong.
    yield* along(copy.keys(kind), async (keys) =>
      compare(system, copy, record, copy.isComplete ? await notStored(record, keys) : keys),
    );
  }
}

/** What is stored has been compared before. */
async function notStored(record: SystemOfRecord, keys: readonly CopyKey[]): Promise<CopyKey[]> {
  const stored = await record.shown(keys);
  return keys.filter((_, at) => !stored[at]);
}

/** The same of certain keys, all of one kind. */
export async function compare(
  system: string,
  copy: Copy,
  record: SystemOfRecord,
  keys: readonly CopyKey[],
): Promise<Difference[]> {
  if (keys.length === 0) return [];
  // In this order: a write between the two would make the copy look ahead, never behind.
  const stored = await record.shown(keys);
  const shown = await copy.shown(keys);
  return keys.flatMap((key, at) => {
    const how = difference(stored[at], shown[at], copy.isComplete);
    return how ? [{ system, key, how, stored: stored[at], shown: shown[at] }] : [];
  });
}

export function difference(stored: Shown | undefined, shown: Shown | undefined, isComplete: boolean): How | undefined {
  if (!shown) return stored && isComplete ? 'missing' : undefined;
  if (!stored) return 'surplus';
  if (shown.version < stored.version) return 'behind';
  if (shown.version > stored.version) return 'ahead';
  return shown.priceMinor === stored.priceMinor && shown.currency === stored.currency ? undefined : 'wrong';
}

/** A difference in one line: who is wrong, and what would be right. */
export function differenceText({ system, key, how, stored, shown }: Difference): string {
  const record = keyText(key);
  if (how === 'missing') return `${system} lacks ${record}, which is stored as ${inWords(stored)}`;
  if (how === 'surplus') return `${system} has ${record} as ${inWords(shown)}, and it is not stored`;
  return `${system} has ${record} as ${inWords(shown)}, and it is stored as ${inWords(stored)} (${how})`;
}

function inWords(shown: Shown | undefined): string {
  if (!shown) return 'nothing';
  const { version, priceMinor, currency } = shown;
  return `version ${version}${priceMinor === undefined ? '' : ` at ${priceMinor} ${currency ?? ''}`}`;
}

async function* along(
  batches: AsyncIterable<CopyKey[]>,
  compareAll: (keys: readonly CopyKey[]) => Promise<Difference[]>,
): AsyncGenerator<{ compared: number; differences: Difference[] }> {
  for await (const keys of batches) {
    if (keys.length > 0) yield { compared: keys.length, differences: await compareAll(keys) };
  }
}
