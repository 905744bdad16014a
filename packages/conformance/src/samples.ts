import type { Route } from '@outgrow/api/route';
import type { JsonSchema, OpenApi } from './contract.ts';

/** What a sound request to a route holds; made from the contract, so that a new route is asked without a word here. */
export interface Sample {
  path: string;
  /** The path with this in the place of one of its fields. */
  pathWith(field: string, text: string): string;
  pathFields: readonly string[];
  queryFields: readonly string[];
  body: unknown;
  /** The fields of the body that may be left out. */
  optional: ReadonlySet<string>;
}

/** The values of the fields by which requests name what they are about. */
export type Values = Readonly<Record<string, unknown>>;

export function sampleOf(document: OpenApi, route: Route, values: Values): Sample {
  const template = route.path.replace(/:(\w+)/g, '{$1}');
  const operation = document.paths[template]?.[route.method];
  if (!operation) throw new Error(`${route.name} is not in the OpenAPI document`);
  const { parameters = [], requestBody } = operation;
  const named = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const soundOf = (field: string): unknown => {
    if (field in values) return values[field];
    throw new Error(`${route.name} needs a field ${field}, of which samples.ts knows no sound value: add one to soundValues`);
  };
  const pathWith = (field: string, text: string) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => (name === field ? text : String(soundOf(name))));
  const query = named('query')
    .filter(({ name, required }) => required || name in values)
    .map(({ name }) => `${name}=${encodeURIComponent(String(soundOf(name)))}`);
  const schema = requestBody?.content['application/json']?.schema;
  return {
    path: `${pathWith('', '')}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    pathWith,
    pathFields: named('path').map(({ name }) => name),
    queryFields: named('query').map(({ name }) => name),
    body: schema && soundBody(schema, '', soundOf),
    optional: new Set(schema ? optionalIn(schema) : []),
  };
}

function soundBody({ type, properties, items }: JsonSchema, field: string, soundOf: (field: string) => unknown): unknown {
  if (type === 'object' && properties) {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, soundBody(schema, name, soundOf)]));
  }
  if (type === 'array' && items) return [soundBody(items, field, soundOf)];
  return soundOf(field);
}

const optionalIn = ({ properties = {}, required = [], items }: JsonSchema): string[] => [
  ...Object.keys(properties).filter((name) => !required.includes(name)),
  ...Object.values(properties).flatMap(optionalIn),
  ...(items ? optionalIn(items) : []),
];

/** Sound values of the fields that are the same in every case. */
export const soundValues: Values = {
  account: 'available',
  amountMinor: 1,
  categoryId: 'kitchen',
  currency: 'EUR',
  description: 'As sound as can be',
  from: '2025-01-01',
  fromCart: false,
  keyId: 'k0',
  name: 'Sound',
  priceMinor: 2_500,
  q: 'kettle',
  quantity: 1,
  stock: 1,
  to: '2025-12-31',
};
