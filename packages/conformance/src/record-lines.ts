import type { AnyRecord } from '@outgrow/domain/records';

/** Every record as a line of text. */
export async function linesOf(records: AsyncIterable<AnyRecord>): Promise<Set<string>> {
  const lines = new Set<string>();
  for await (const { kind, value } of records) lines.add(`${kind} ${JSON.stringify(value)}`);
  return lines;
}

/** The lines by which the second differs from the first: those that are new, and those that are gone. */
export function written(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  const added = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...added];
}
