import { type FieldType, TYPE } from './types.ts';
import type { ValueForm } from './values.ts';
import { TypedValue, typeOf } from './write-value.ts';

/** The type code that a key is written with. */
export function codeOf({ plan, primitive }: ValueForm, key: unknown): number {
  if (plan !== undefined) return TYPE.object;
  return TYPE[primitive ?? (key instanceof TypedValue ? key.type : typeOf(key))];
}

/** Equal for a key as it was given and as it comes back, with the type code of each. Keys come back as new objects. */
export function identityOf({ plan }: ValueForm, code: number, key: unknown): string {
  if (plan === undefined) return `${code} ${textOf(code, key)}`;
  const fields = key as Readonly<Record<string, unknown>>;
  return JSON.stringify(
    plan.fields.map(({ name, type }) => fields[name] != null && textOf(TYPE[type as FieldType], fields[name])),
  );
}

function textOf(code: number, given: unknown): string {
  const value = given instanceof TypedValue ? given.value : given;
  if (code === TYPE.timestamp) return new Date(value as string | Date).toISOString();
  return code === TYPE.bytes ? Buffer.from(value as Uint8Array).toString('base64') : String(value);
}
