import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** A binary type as the cluster keeps it: its fields by id, and each order in which they have been written. */
export interface TypeMetadata {
  readonly typeId: number;
  readonly name: string;
  readonly affinityField: string | null;
  readonly fields: Map<number, { readonly name: string; readonly typeCode: number }>;
  readonly schemas: Map<number, readonly number[]>;
}

export function readType(from: Reader): TypeMetadata {
  const typeId = from.int();
  const name = from.string() ?? '';
  const affinityField = from.string();
  const fields: TypeMetadata['fields'] = new Map();
  for (let left = from.int(); left > 0; left--) {
    const field = { name: from.string() ?? '', typeCode: from.int() };
    fields.set(from.int(), field);
  }
  if (from.boolean()) {
    for (let left = from.int(); left > 0; left--) {
      from.string();
      from.int();
    }
  }
  const schemas: TypeMetadata['schemas'] = new Map();
  for (let left = from.int(); left > 0; left--) {
    const id = from.int();
    const ids: number[] = [];
    for (let more = from.int(); more > 0; more--) ids.push(from.int());
    schemas.set(id, ids);
  }
  return { typeId, name, affinityField, fields, schemas };
}

export function writeType(to: Writer, { typeId, name, affinityField, fields, schemas }: TypeMetadata): void {
  to.int(typeId);
  to.string(name);
  to.string(affinityField);
  to.int(fields.size);
  for (const [id, field] of fields) {
    to.string(field.name);
    to.int(field.typeCode);
    to.int(id);
  }
  // No enumeration.
  to.boolean(false);
  to.int(schemas.size);
  for (const [id, ids] of schemas) {
    to.int(id);
    to.int(ids.length);
    for (const field of ids) to.int(field);
  }
}
