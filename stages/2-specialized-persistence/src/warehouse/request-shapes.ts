import type { Records } from '@outgrow/domain/records';
import type { RightOfKey, WarehouseKey } from '../sync/warehouse/copy-queries.ts';
import { idOf } from '../sync/warehouse/copy-queries.ts';
import { WAREHOUSE_KINDS, type WarehouseKind, type WarehouseRecord } from './warehouse-tables.ts';

/** How many keys or records one request may hold. */
export const MAX_KEYS = 5_000;
export const MAX_RECORDS = 500;

/** What was asked cannot be answered; the message says what is wrong with it. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** A parameter of the query. */
export function textIn(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new BadRequest(`${name} is missing`);
  return value;
}

/** A day as YYYY-MM-DD. */
export function dayIn(query: URLSearchParams, name: string): string {
  const day = textIn(query, name);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (!isDay) throw new BadRequest(`${name} must be a day, as 2025-06-01`);
  return day;
}

export function limitIn(query: URLSearchParams, most: number): number {
  const limit = Number(textIn(query, 'limit'));
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= most)) throw new BadRequest(`limit must be a number from 1 to ${most}`);
  return limit;
}

export function kindIn(kind: unknown): WarehouseKind {
  const found = WAREHOUSE_KINDS.find((one) => one === kind);
  if (!found) throw new BadRequest(`kind must be one of ${WAREHOUSE_KINDS.join(', ')}`);
  return found;
}

/** The cursor of /keys: the last key, as `<merchantId>/<id>`; the beginning where there is none. */
export function placeIn(query: URLSearchParams): WarehouseKey {
  const [merchantId = '', id = ''] = (query.get('after') ?? '').split('/');
  return { merchantId, id };
}

export function keysIn(body: Body): WarehouseKey[] {
  return listIn(body, 'keys', MAX_KEYS).map(keyIn);
}

export function rightsIn(body: Body, kind: WarehouseKind): RightOfKey[] {
  return listIn(body, 'right', MAX_RECORDS).map((right) => {
    const key = keyIn(right);
    const { record: given } = objectIn(right);
    if (given === null) return { ...key, record: null };
    const record = recordIn(kind, given);
    if (record.merchantId !== key.merchantId || idOf(kind, record) !== key.id) {
      throw new BadRequest(`the record under ${key.merchantId}/${key.id} is another one`);
    }
    return { ...key, record };
  });
}

export function recordsIn(body: Body): WarehouseRecord[] {
  return listIn(body, 'records', MAX_RECORDS).map((one) => {
    const { kind: given, record } = objectIn(one);
    const kind = kindIn(given);
    return { kind, record: recordIn(kind, record) } as WarehouseRecord;
  });
}

export type Body = Readonly<Record<string, unknown>>;

export function objectIn(value: unknown): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRequest('an object is missing');
  return value as Body;
}

function listIn(body: Body, name: string, most: number): unknown[] {
  const list = body[name];
  if (!Array.isArray(list) || list.length > most) throw new BadRequest(`${name} must be a list of ${most} at most`);
  return list;
}

function keyIn(value: unknown): WarehouseKey {
  const { merchantId, id } = objectIn(value);
  if (!isText(merchantId) || !isText(id)) throw new BadRequest('a key has a merchantId and an id');
  return { merchantId, id };
}

/** Only what the warehouse keeps of a record is looked at. */
function recordIn(kind: WarehouseKind, value: unknown): Records[WarehouseKind] {
  const record = objectIn(value);
  const wrong = Object.entries(CHECKS[kind]).find(([property, isRight]) => !isRight(record[property]));
  if (wrong) throw new BadRequest(`the ${wrong[0]} of a record is not one of ${kind === 'order' ? 'an order' : 'a product'}`);
  return record as unknown as Records[WarehouseKind];
}

type Check = (value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\0');
const isAnyText: Check = (value) => typeof value === 'string' && !value.includes('\0');
const isAmount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isVersion: Check = (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;
const isTime: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
const areLines: Check = (lines) =>
  Array.isArray(lines) && lines.every((line) => isText(line?.sku) && isAmount(line.quantity) && isAmount(line.priceMinor));

const CHECKS: { readonly [K in WarehouseKind]: Readonly<Record<string, Check>> } = {
  product: {
    merchantId: isText,
    sku: isText,
    name: isAnyText,
    categoryId: isText,
    priceMinor: isAmount,
    currency: isText,
    stock: isAmount,
    version: isVersion,
  },
  order: {
    merchantId: isText,
    orderId: isText,
    customerId: isText,
    lines: areLines,
    currency: isText,
    totalMinor: isAmount,
    placedAt: isTime,
    status: isText,
    version: isVersion,
  },
};
