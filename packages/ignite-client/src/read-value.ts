import type { ObjectPlan } from './object-plan.ts';
import type { Reader } from './reader.ts';
import { TYPE } from './types.ts';

const HEADER_BYTES = 24;
const HAS_RAW = 4;
const OFFSET_ONE_BYTE = 8;
const OFFSET_TWO_BYTES = 16;
const COMPACT_FOOTER = 32;

/** The names of a type's fields, in the order of a schema, as far as they are known here. */
export interface Schemas {
  /** Throws a MissingSchema where it is not known yet. */
  fieldsOf(typeId: number, schemaId: number): readonly string[];
  /** Throws a MissingSchema where it is not known yet. */
  fieldOf(typeId: number, fieldId: number): string;
}

/** An object was read whose schema must be asked for first. */
export class MissingSchema extends Error {
  readonly typeId: number;
  readonly schemaId: number | undefined;
  readonly fieldId: number | undefined;
  constructor(typeId: number, schemaId?: number, fieldId?: number) {
    super(`The fields of the binary type ${typeId} are not known.`);
    this.typeId = typeId;
    this.schemaId = schemaId;
    this.fieldId = fieldId;
  }
}

/**
 * Any value with its type code: numbers (a long only where JavaScript holds it exactly), texts, booleans, bytes as Buffer,
 * timestamps and dates as ISO text with milliseconds, decimals as a number where it is a safe whole one and else as text,
 * UUIDs as text, arrays and collections as arrays, maps as Map, objects as plain objects by field name.
 */
export function readValue(from: Reader, schemas: Schemas, plan?: ObjectPlan): unknown {
  const code = from.byte();
  switch (code) {
    case TYPE.string:
      return from.text();
    case TYPE.null:
      return null;
    case TYPE.int:
      return from.int();
    case TYPE.long:
      return from.long();
    case TYPE.timestamp: {
      const ms = from.long();
      from.position += 4;
      return new Date(ms).toISOString();
    }
    case TYPE.boolean:
      return from.boolean();
    case TYPE.object:
      return readObject(from, schemas, plan);
    case TYPE.wrapped:
      return readWrapped(from, schemas, plan);
    case TYPE.double:
      return from.double();
    case TYPE.bytes:
      return from.bytes(from.int());
    case TYPE.decimal:
      return readDecimal(from);
    case TYPE.date:
      return new Date(from.long()).toISOString();
    case TYPE.byte:
      return (from.byte() << 24) >> 24;
    case TYPE.short:
      return from.short();
    case TYPE.float: {
      const value = from.buffer.readFloatLE(from.position);
      from.position += 4;
      return value;
    }
    case TYPE.uuid:
      return from.uuid();
    case TYPE.stringArray:
      return many(from.int(), () => from.string());
    case TYPE.objectArray:
      from.position += 4;
      return many(from.int(), () => readValue(from, schemas));
    case TYPE.collection: {
      const size = from.int();
      from.position += 1;
      return many(size, () => readValue(from, schemas));
    }
    case TYPE.map: {
      const size = from.int();
      from.position += 1;
      return new Map(many(size, () => [readValue(from, schemas), readValue(from, schemas)]));
    }
    default:
      throw new TypeError(`A value of the binary type code ${code} was answered, which this client does not read.`);
  }
}

function many<T>(size: number, one: () => T): T[] {
  const all: T[] = [];
  for (let index = 0; index < size; index++) all.push(one());
  return all;
}

/** With a plan, what the object lacks is null. */
function readObject(from: Reader, schemas: Schemas, plan: ObjectPlan | undefined): Record<string, unknown> {
  const { buffer } = from;
  const start = from.position - 1;
  const flags = buffer.readUInt16LE(start + 2);
  const typeId = buffer.readInt32LE(start + 4);
  const end = start + buffer.readInt32LE(start + 12);
  const schemaId = buffer.readInt32LE(start + 16);
  const compact = (flags & COMPACT_FOOTER) !== 0;
  const width = flags & OFFSET_ONE_BYTE ? 1 : flags & OFFSET_TWO_BYTES ? 2 : 4;
  const footer = start + buffer.readInt32LE(start + 20);
  const value: Record<string, unknown> = { ...plan?.empty };
  if (footer > start + HEADER_BYTES) {
    const step = compact ? width : width + 4;
    const count = Math.floor((end - (flags & HAS_RAW ? 4 : 0) - footer) / step);
    const names = compact ? schemas.fieldsOf(typeId, schemaId) : undefined;
    for (let index = 0, at = footer; index < count; index++, at += step) {
      const name = names === undefined ? schemas.fieldOf(typeId, buffer.readInt32LE(at)) : (names[index] as string);
      from.position = start + buffer.readUIntLE(compact ? at : at + 4, width);
      value[name] = readValue(from, schemas);
    }
  }
  from.position = end;
  return value;
}

function readWrapped(from: Reader, schemas: Schemas, plan: ObjectPlan | undefined): unknown {
  const size = from.int();
  const start = from.position;
  from.position = start + from.buffer.readInt32LE(start + size);
  const value = readValue(from, schemas, plan);
  from.position = start + size + 4;
  return value;
}

function readDecimal(from: Reader): number | string {
  const scale = from.int();
  const size = from.int();
  let digits = 0n;
  let negative = false;
  for (let index = 0; index < size; index++) {
    let byte = from.byte();
    if (index === 0 && byte & 0x80) {
      negative = true;
      byte &= 0x7f;
    }
    digits = (digits << 8n) | BigInt(byte);
  }
  if (scale < 0) digits *= 10n ** BigInt(-scale);
  const sign = negative ? '-' : '';
  if (scale <= 0) {
    const whole = Number(negative ? -digits : digits);
    return Number.isSafeInteger(whole) ? whole : `${sign}${digits}`;
  }
  const text = digits.toString().padStart(scale + 1, '0');
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
