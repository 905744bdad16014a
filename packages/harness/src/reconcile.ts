import { setTimeout as delay } from 'node:timers/promises';
import { batchesOf } from '@outgrow/domain/batches';
import type { CopiedKind, Copies, Copy, SystemOfRecord } from '@outgrow/domain/copies';
import { StoreError } from '@outgrow/domain/store-error';
import type { Progress } from '@outgrow/services/service';
import { compare, type Difference, differencesOf, differenceText, type How } from './differences.ts';

/** What was found wrong with one system. */
export interface Reconciled {
  system: string;
  /** Keys that were looked at; with a complete copy those it holds are looked at twice. */
  compared: number;
  found: Record<How, number>;
  /** Where it was asked for: how many of them it shows rightly now. */
  repaired?: number;
  /** The first differences, each in one line; where repairing was asked for, those that are left stand in `left`. */
  first: string[];
  left: string[];
  /** Why nobody can say: it did not answer. */
  away?: string;
}

export interface ReconcileOptions {
  repair: boolean;
  /** Only these systems; all of them otherwise. */
  systems?: readonly string[];
  /** A difference counts only where it is still there after so long: copies are behind for a moment while the shop is in use. */
  lookAgainAfterMs?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Holds the copies against the system of record, which is right by definition, and puts right what is not. */
export async function reconcile({ systemOfRecord, copies }: Copies, options: ReconcileOptions): Promise<Reconciled[]> {
  const { systems = Object.keys(copies) } = options;
  const results: Reconciled[] = [];
  for (const system of systems) {
    const copy = copies[system];
    if (copy) results.push(await reconcileOne(system, copy, systemOfRecord, options));
  }
  return results;
}

export const foundIn = ({ found }: Reconciled): number => Object.values(found).reduce((sum, count) => sum + count, 0);

async function reconcileOne(
  system: string,
  copy: Copy,
  record: SystemOfRecord,
  { repair, lookAgainAfterMs = 0, progress = () => {}, signal }: ReconcileOptions,
): Promise<Reconciled> {
  const result: Reconciled = {
    system,
    compared: 0,
    found: { missing: 0, behind: 0, ahead: 0, wrong: 0, surplus: 0 },
    first: [],
    left: [],
  };
  let suspects: Difference[] = [];
  const settleSuspects = async () => {
    const differences = lookAgainAfterMs > 0 ? await stillThere(suspects, copy, record, lookAgainAfterMs) : suspects;
    suspects = [];
    for (const difference of differences) {
      result.found[difference.how] += 1;
      if (result.first.length < MAX_FIRST) result.first.push(differenceText(difference));
    }
    if (!repair) return;
    const left = await repairAll(differences, copy, record);
    result.repaired = (result.repaired ?? 0) + differences.length - left.length;
    result.left.push(...left.slice(0, MAX_FIRST - result.left.length).map(differenceText));
  };
  if (repair) result.repaired = 0;
  try {
    for await (const { compared, differences } of differencesOf(system, copy, record)) {
      signal?.throwIfAborted();
      result.compared += compared;
      suspects.push(...differences);
      progress(`${system}: ${result.compared.toLocaleString('en')} records compared`);
      if (suspects.length >= MOST_AT_ONCE) await settleSuspects();
    }
    await settleSuspects();
  } catch (error) {
    // The others can still be looked at.
    if (!(error instanceof StoreError)) throw error;
    result.away = `${error.system}: ${error.message}`;
  }
  return result;
}

/** Of each kind on its own, since keys that are asked for together are of one kind. */
const byKind = (differences: readonly Difference[]): [CopiedKind, Difference[]][] => [
  ...Map.groupBy(differences, ({ key }) => key.kind),
];

async function stillThere(
  suspects: readonly Difference[],
  copy: Copy,
  record: SystemOfRecord,
  afterMs: number,
): Promise<Difference[]> {
  if (suspects.length === 0) return [];
  await delay(afterMs);
  const left: Difference[] = [];
  for (const [, some] of byKind(suspects)) {
    const [{ system }] = some as [Difference];
    left.push(
      ...(await compare(
        system,
        copy,
        record,
        some.map(({ key }) => key),
      )),
    );
  }
  return left;
}

/** What is left: a record that is written meanwhile is read and put right once more, a few times. */
async function repairAll(differences: readonly Difference[], copy: Copy, record: SystemOfRecord): Promise<Difference[]> {
  let left = [...differences];
  for (let turn = 1; turn <= TURNS && left.length > 0; turn += 1) {
    const batches = byKind(left).flatMap(([kind, all]) => batchesOf(all, BATCH).map((batch) => [kind, batch] as const));
    left = [];
    for (const [kind, batch] of batches) left.push(...(await repairBatch(kind, batch, copy, record)));
  }
  return left;
}

async function repairBatch(
  kind: CopiedKind,
  differences: readonly Difference[],
  copy: Copy,
  record: SystemOfRecord,
): Promise<Difference[]> {
  const keys = differences.map(({ key }) => key);
  const records = await record.read(keys);
  await copy.repair(
    kind,
    keys.map((key, at) => ({ key, record: records[at] })),
  );
  const [{ system }] = differences as [Difference];
  return compare(system, copy, record, keys);
}

const MAX_FIRST = 20;
const BATCH = 500;
const TURNS = 3;
const MOST_AT_ONCE = 5_000;
