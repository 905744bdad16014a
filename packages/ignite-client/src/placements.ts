import library from 'apache-ignite-client/lib/internal/BinaryUtils.js';
import type { Reader } from './reader.ts';
import { type ValueForm, writeAs } from './values.ts';
import { TypedValue, typeOf } from './write-value.ts';
import { Writer } from './writer.ts';

/** How the keys of a cache are spread: the node of each partition, and which field of a key of several fields decides. */
export interface Placement {
  readonly nodes: readonly string[];
  /** By the id of the key's type, the id of the field. */
  readonly affinityFields: ReadonlyMap<number, number>;
}

/** Caches that a client cannot reckon for (replicated, or with an affinity of their own) come without a placement. */
export function readPlacements(from: Reader): { version: string; placements: Map<number, Placement | undefined> } {
  const version = `${from.longText()}.${from.int()}`;
  const placements = new Map<number, Placement | undefined>();
  for (let left = from.int(); left > 0; left--) {
    const applicable = from.boolean();
    const caches = new Map<number, Map<number, number>>();
    for (let more = from.int(); more > 0; more--) {
      const fields = new Map<number, number>();
      caches.set(from.int(), fields);
      if (applicable) for (let keys = from.int(); keys > 0; keys--) fields.set(from.int(), from.int());
    }
    const nodes = applicable ? readNodes(from) : undefined;
    for (const [cacheId, affinityFields] of caches) placements.set(cacheId, nodes && { nodes, affinityFields });
  }
  return { version, placements };
}

/** Undefined where a partition is nobody's: how many there are is not said. */
function readNodes(from: Reader): string[] | undefined {
  const nodes: string[] = [];
  for (let left = from.int(); left > 0; left--) {
    from.position += 1;
    const id = from.uuid();
    for (let parts = from.int(); parts > 0; parts--) nodes[from.int()] = id;
  }
  return nodes.length === 0 || nodes.includes(undefined as unknown as string) ? undefined : nodes;
}

/** Later of two topologies, each `major.minor`. */
export function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
  return major === otherMajor ? minor > otherMinor : major > otherMajor;
}

/** The rendezvous function's partition of a key, as the server reckons it. */
export function partitionOf({ nodes, affinityFields }: Placement, key: unknown, definition: ValueForm | undefined): number {
  const hash = hashOf(key, definition, affinityFields);
  const count = nodes.length;
  if ((count & (count - 1)) === 0) return (hash ^ (hash >>> 16)) & (count - 1);
  return Math.abs(hash % count);
}

function hashOf(key: unknown, definition: ValueForm | undefined, affinityFields: ReadonlyMap<number, number>): number {
  if (definition?.plan === undefined) return hashOfValue(definition?.primitive ?? undefined, key);
  const { plan } = definition;
  const affinityField = affinityFields.get(plan.typeId);
  const field = plan.fields.find(({ id }) => id === affinityField);
  if (field !== undefined) return hashOfValue(field.type, (key as Record<string, unknown>)[field.name]);
  const scratch = new Writer(256);
  // The hash leaves the footer out.
  writeAs(scratch, definition, key, true);
  return scratch.written.readInt32LE(8);
}

function hashOfValue(type: string | undefined, given: unknown): number {
  const value = given instanceof TypedValue ? given.value : given;
  switch (type ?? (given instanceof TypedValue ? given.type : typeOf(value))) {
    case 'string':
      return library.hashCode(String(value));
    case 'int':
      return Number(value) | 0;
    case 'long': {
      const long = BigInt(value as number | bigint);
      return Number(BigInt.asIntN(32, long ^ BigInt.asUintN(32, long >> 32n)));
    }
    case 'boolean':
      return value ? 1231 : 1237;
    default:
      return 0;
  }
}
