import { type ObjectPlan, planOf } from './object-plan.ts';
import type { FieldType, PrimitiveDefinition, TypeDefinition } from './types.ts';
import { writeObject, writeTyped, writeValue } from './write-value.ts';
import type { Writer } from './writer.ts';

/** How the keys or the values of a cache are written. */
export interface ValueForm {
  readonly plan?: ObjectPlan;
  readonly primitive?: FieldType;
}

export function valueForm(definition: TypeDefinition | PrimitiveDefinition | undefined): ValueForm {
  if (definition === undefined) return {};
  return 'primitive' in definition ? { primitive: definition.primitive } : { plan: planOf(definition) };
}

/** Objects with a compact footer leave out the ids of their fields. */
export function writeAs(to: Writer, { plan, primitive }: ValueForm, value: unknown, compact: boolean): void {
  if (plan !== undefined && value !== null && value !== undefined)
    writeObject(to, plan, value as Record<string, unknown>, compact);
  else if (primitive !== undefined) writeTyped(to, primitive, value);
  else writeValue(to, value);
}
