import { IgniteError } from './error.ts';
import type { ObjectPlan } from './object-plan.ts';
import { type FieldType, TYPE } from './types.ts';
import type { Writer } from './writer.ts';

const HEADER_BYTES = 24;
const USER_TYPE = 1;
const HAS_SCHEMA = 2;
const OFFSET_ONE_BYTE = 8;
const OFFSET_TWO_BYTES = 16;
const COMPACT_FOOTER = 32;

/** A value with the type it is written as: a plain number is an int where it fits. */
export class TypedValue {
  readonly type: FieldType;
  readonly value: unknown;
  constructor(type: FieldType, value: unknown) {
    this.type = type;
    this.value = value;
  }
}

export function typed(type: FieldType, value: unknown): TypedValue {
  return new TypedValue(type, value);
}

/** By what JavaScript says it is: text, boolean, int or long or double, Date, bytes, null, or a value given with its type. */
export function writeValue(to: Writer, value: unknown): void {
  if (value === null || value === undefined) to.byte(TYPE.null);
  else if (value instanceof TypedValue) writeTyped(to, value.type, value.value);
  else writeTyped(to, typeOf(value), value);
}

export function typeOf(value: unknown): FieldType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'bigint':
      return 'long';
    case 'number':
      if (!Number.isInteger(value)) return 'double';
      return (value | 0) === value ? 'int' : 'long';
    default:
      if (value instanceof Date) return 'timestamp';
      if (value instanceof Uint8Array) return 'bytes';
      throw refused('of any type that is written without a definition', value);
  }
}

/** A value that may be null, as the type says, with its type code. */
export function writeTyped(to: Writer, type: FieldType, value: unknown): void {
  if (value === null || value === undefined) {
    to.byte(TYPE.null);
    return;
  }
  const at = to.skip(1);
  to.setByte(at, TYPE[type]);
  if (!writes[type](to, value as never)) throw refused(type, value);
}

/** Each writes a value of its type, or nothing and says so. */
const writes: { [type in FieldType]: (to: Writer, value: unknown) => boolean } = {
  string: (to, value) => typeof value === 'string' && to.text(value),
  int: (to, value) => typeof value === 'number' && (value | 0) === value && to.int(value),
  long: (to, value) => (typeof value === 'number' || typeof value === 'bigint') && to.long(Number(value)),
  double: (to, value) => typeof value === 'number' && to.double(value),
  boolean: (to, value) => typeof value === 'boolean' && to.boolean(value),
  timestamp(to, value) {
    const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
    // Nanoseconds below the millisecond: none.
    return !Number.isNaN(ms) && to.long(ms) && to.int(0);
  },
  bytes: (to, value) => value instanceof Uint8Array && to.int(value.length) && to.bytes(value),
};

/** A binary object whose fields lie in the plan's order; what the value leaves out is null. */
export function writeObject(to: Writer, plan: ObjectPlan, value: Readonly<Record<string, unknown>>, compact: boolean): void {
  const start = to.skip(HEADER_BYTES);
  const offsets: number[] = [];
  for (const { name, type } of plan.fields) {
    offsets.push(to.position - start);
    try {
      writeTyped(to, type, value[name]);
    } catch (error) {
      if (error instanceof IgniteError) error.message = `${plan.name}.${name}: ${error.message}`;
      throw error;
    }
  }
  const footer = to.position;
  const last = offsets.at(-1) ?? 0;
  const width = last < 0x100 ? 1 : last < 0x1_0000 ? 2 : 4;
  for (const [index, offset] of offsets.entries()) {
    if (!compact) to.int(plan.fields[index]?.id ?? 0);
    if (width === 1) to.byte(offset);
    else if (width === 2) to.short(offset);
    else to.int(offset);
  }
  const offsetFlag = width === 1 ? OFFSET_ONE_BYTE : width === 2 ? OFFSET_TWO_BYTES : 0;
  to.setByte(start, TYPE.object);
  to.setByte(start + 1, 1);
  to.setShort(start + 2, USER_TYPE | HAS_SCHEMA | (compact ? COMPACT_FOOTER : 0) | offsetFlag);
  to.setInt(start + 4, plan.typeId);
  to.setInt(start + 8, to.hash(start + HEADER_BYTES, footer));
  to.setInt(start + 12, to.position - start);
  to.setInt(start + 16, plan.schemaId);
  to.setInt(start + 20, footer - start);
}

// The value itself is not said: it may be a secret.
function refused(type: string, value: unknown): IgniteError {
  return new IgniteError(
    'not_applied',
    'VALUE',
    `A value that is no ${type} was given (${value === null ? 'null' : typeof value}).`,
  );
}
