import { describe, expect, test } from 'vitest';
import { planOf } from '../src/object-plan.ts';
import { MissingSchema, readValue, type Schemas } from '../src/read-value.ts';
import { Reader } from '../src/reader.ts';
import { typed, writeObject, writeTyped, writeValue } from '../src/write-value.ts';
import { Writer } from '../src/writer.ts';

const noSchemas: Schemas = {
  fieldsOf(typeId, schemaId) {
    throw new MissingSchema(typeId, schemaId);
  },
  fieldOf(typeId) {
    throw new MissingSchema(typeId);
  },
};

const plan = planOf({ name: 'THING', fields: { A: 'string', B: 'long', C: 'int' } });
const known: Schemas = {
  fieldsOf: () => ['A', 'B', 'C'],
  fieldOf: (_, id) => plan.fields.find((field) => field.id === id)?.name ?? '',
};

function through(write: (to: Writer) => void, schemas: Schemas = noSchemas): unknown {
  // As small as can be, so that it must grow.
  const to = new Writer(1);
  write(to);
  const from = new Reader(to.written);
  const value = readValue(from, schemas);
  expect(from.position).toBe(to.position);
  return value;
}

describe('a value', () => {
  test.each([
    'text',
    '',
    'ä€😀'.repeat(20),
    'x'.repeat(100_000),
    'ü',
    '\ud800'.toWellFormed(),
    0,
    -1,
    2_147_483_647,
    -2_147_483_648,
    2_147_483_648,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    -4_294_967_296,
    0.1,
    true,
    false,
    null,
  ])('comes back as it was written: %s', (value) => {
    expect(through((to) => writeValue(to, value))).toEqual(value);
  });

  test('that is a moment comes back as ISO text with milliseconds, also from before 1970', () => {
    for (const moment of ['2026-01-02T03:04:05.678Z', '1969-12-31T23:59:59.999Z']) {
      expect(through((to) => writeValue(to, new Date(moment)))).toBe(moment);
      expect(through((to) => writeTyped(to, 'timestamp', moment))).toBe(moment);
    }
  });

  test('of bytes comes back as bytes', () => {
    expect(through((to) => writeValue(to, Buffer.from([0, 255])))).toEqual(Buffer.from([0, 255]));
  });

  test('is written as the type that it is given with', () => {
    const to = new Writer();
    writeValue(to, typed('long', 5));
    expect(to.written).toEqual(Buffer.from([4, 5, 0, 0, 0, 0, 0, 0, 0]));
  });

  test.each([
    ['int', 2_147_483_648],
    ['int', 1.5],
    ['int', '1'],
    ['long', 2 ** 53],
    ['long', 1.5],
    ['string', 1],
    ['boolean', 1],
    ['timestamp', 'yesterday'],
    ['bytes', 'text'],
  ] as const)('is refused where it is no %s: %s', (type, value) => {
    expect(() => writeTyped(new Writer(), type, value)).toThrow(
      expect.objectContaining({ code: 'VALUE', outcome: 'not_applied' }),
    );
  });

  test('that JavaScript cannot hold exactly is refused rather than rounded', () => {
    const long = Buffer.alloc(9);
    long[0] = 4;
    long.writeBigInt64LE(2n ** 60n, 1);
    expect(() => readValue(new Reader(long), noSchemas)).toThrow('cannot hold exactly');
  });

  test.each([
    ['12345678901234567890', 0, '12345678901234567890'],
    ['5', 0, 5],
    ['12345', 2, '123.45'],
    ['5', 3, '0.005'],
    ['7', -2, 700],
  ])('that is a decimal (%s, scale %i) is read as %s', (digits, scale, expected) => {
    const hex = BigInt(digits).toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? `00${hex}` : `0${hex}`, 'hex');
    for (const negative of [false, true]) {
      const to = new Writer();
      to.byte(30);
      to.int(scale);
      to.int(bytes.length);
      to.bytes(negative ? Buffer.concat([Buffer.from([0x80]), bytes.subarray(1)]) : bytes);
      const sign = negative && bytes[0] === 0;
      if (negative && !sign) continue;
      const value = typeof expected === 'number' ? (negative ? -expected : expected) : `${negative ? '-' : ''}${expected}`;
      expect(readValue(new Reader(to.written), noSchemas)).toBe(value);
    }
  });
});

describe('an object', () => {
  const value = { A: 'ü', B: 2 ** 40, C: null };

  test.each([true, false])('comes back by its fields (compact: %s)', (compact) => {
    expect(through((to) => writeObject(to, plan, value, compact), known)).toEqual(value);
  });

  test('says which schema is missing', () => {
    expect(() => through((to) => writeObject(to, plan, value, true))).toThrow(MissingSchema);
  });

  test.each([10, 300, 70_000])('of %i bytes comes back whole', (size) => {
    const large = { A: 'x'.repeat(size), B: 1, C: 2 };
    expect(through((to) => writeObject(to, plan, large, true), known)).toEqual(large);
  });

  test('is refused with the name of the field that does not fit, and without its value', () => {
    expect(() => writeObject(new Writer(), plan, { B: 'secret' }, true)).toThrow(
      'THING.B: A value that is no long was given (string).',
    );
  });
});
