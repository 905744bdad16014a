/** Type codes of Ignite's binary form. */
export const TYPE = {
  byte: 1,
  short: 2,
  int: 3,
  long: 4,
  float: 5,
  double: 6,
  char: 7,
  boolean: 8,
  string: 9,
  uuid: 10,
  date: 11,
  bytes: 12,
  stringArray: 20,
  objectArray: 23,
  collection: 24,
  map: 25,
  wrapped: 27,
  decimal: 30,
  timestamp: 33,
  time: 36,
  null: 101,
  object: 103,
} as const;

export type FieldType = 'string' | 'int' | 'long' | 'double' | 'boolean' | 'timestamp' | 'bytes';

/** A binary type by its name and its fields, in the order in which they are written: a key's order is part of its identity. */
export interface TypeDefinition {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** A type of keys or values that are no objects. */
export interface PrimitiveDefinition {
  readonly primitive: FieldType;
}
