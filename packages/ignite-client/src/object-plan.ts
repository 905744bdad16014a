import library from 'apache-ignite-client/lib/internal/BinaryType.js';
import { type FieldType, TYPE, type TypeDefinition } from './types.ts';

export interface PlannedField {
  readonly name: string;
  readonly id: number;
  readonly type: FieldType;
}

/** A definition with its ids, as the library reckons them. */
export interface ObjectPlan {
  readonly name: string;
  readonly typeId: number;
  readonly schemaId: number;
  readonly fields: readonly PlannedField[];
  /** Each field null. */
  readonly empty: Readonly<Record<string, null>>;
}

const plans = new WeakMap<TypeDefinition, ObjectPlan>();

/** One plan for a definition, so that a definition used for many caches is registered once. */
export function planOf(definition: TypeDefinition): ObjectPlan {
  const known = plans.get(definition);
  if (known !== undefined) return known;
  const builder = library.BinaryTypeBuilder.fromTypeName(definition.name);
  for (const [name, type] of Object.entries(definition.fields)) builder.setField(name, TYPE[type]);
  const fields = builder.getFields().map(({ id, name }) => ({ id, name, type: definition.fields[name] as FieldType }));
  const plan = {
    name: definition.name,
    typeId: builder.getTypeId(),
    schemaId: builder.getSchemaId(),
    fields,
    empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
  };
  plans.set(definition, plan);
  return plan;
}
