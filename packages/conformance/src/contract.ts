import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Heard } from './wire.ts';

/** The parts of an OpenAPI document that replies are held against. */
export interface OpenApi {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  operationId: string;
  parameters?: readonly { in: string; name: string; required?: boolean }[];
  requestBody?: { content: Readonly<Record<string, { schema: JsonSchema }>> };
  responses: Readonly<Record<string, Documented>>;
}

/** The parts of a schema by which a sound value is made. */
export interface JsonSchema {
  type?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
}

interface Documented {
  headers?: Readonly<Record<string, unknown>>;
  content?: Readonly<Record<string, { schema: object }>>;
}

const PROBLEM = 'application/problem+json';
const DOCUMENT = 'openapi';

/** The OpenAPI document of a running stage, as what no reply may deviate from. */
export class Contract {
  readonly #places: readonly { pattern: RegExp; path: string }[];
  readonly document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.document = document;
    // Both are CommonJS, whose default export has another shape by their types than where Node loads them.
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addSchema(document, DOCUMENT, false, false);
    // Paths without a field go first: they are the ones meant where both fit.
    this.#places = Object.keys(document.paths)
      .sort((one, other) => fields(one) - fields(other))
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }));
  }

  /** The body of a reply that is as documented; throws where it is not, or where it tells of a bug. */
  checked(method: string, path: string, heard: Heard, asked: string): unknown {
    const { status, headers, text } = heard;
    const wrong = (what: string) => new Error(`${asked} was answered ${status}, ${what}: ${text.slice(0, 500)}`);
    if (status === 500) throw wrong('which tells of a bug');
    const type = mediaType(headers['content-type']);
    // A request of headers too large is refused before anybody knows what it asks for.
    const at = status === 431 ? undefined : this.#operation(method, path);
    if (!at) return this.#undocumented(heard, wrong);

    const documented = at.operation.responses[String(status)];
    if (!documented) throw wrong('which the contract does not document');
    const absent = Object.keys(documented.headers ?? {}).filter((name) => headers[name.toLowerCase()] === undefined);
    if (absent.length > 0) throw wrong(`without the documented ${absent.join(', ')}`);
    const contents = Object.keys(documented.content ?? {});
    if (contents.length === 0 || method === 'HEAD') {
      if (text !== '') throw wrong('with a body where none is documented');
      return undefined;
    }
    const content = contents.find((name) => mediaType(name) === type);
    if (content === undefined) throw wrong(`as ${type}, where ${contents.join(', ')} is documented`);
    if (!type.endsWith('json')) return text;
    const body = parsed(text, wrong);
    const pointer = ['paths', at.path, at.method, 'responses', String(status), 'content', content, 'schema'];
    this.#validate(pointer, body, wrong);
    return body;
  }

  /** The schema of a problem holds for whatever is answered where there is no route. */
  #undocumented({ status, headers, text }: Heard, wrong: Wrong): unknown {
    if (status < 400) {
      if (text !== '') throw wrong('where the contract documents nothing');
      return undefined;
    }
    if (mediaType(headers['content-type']) !== PROBLEM) throw wrong(`as ${headers['content-type']}, not as ${PROBLEM}`);
    const body = parsed(text, wrong);
    this.#validate(['components', 'schemas', 'Problem'], body, wrong);
    return body;
  }

  #operation(method: string, path: string): { path: string; method: string; operation: Operation } | undefined {
    const name = path.split('?')[0] ?? '';
    const place = this.#places.find(({ pattern }) => pattern.test(name));
    if (!place) return undefined;
    const lower = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = this.document.paths[place.path]?.[lower];
    return operation && { path: place.path, method: lower, operation };
  }

  #validate(pointer: readonly string[], body: unknown, wrong: Wrong): void {
    const $ref = `${DOCUMENT}#/${pointer.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/')}`;
    let validate = this.#validators.get($ref);
    if (!validate) {
      validate = this.#ajv.compile({ $ref });
      this.#validators.set($ref, validate);
    }
    if (!validate(body)) throw wrong(`not as documented (${(validate.errors ?? []).map(told).join('; ')})`);
  }
}

type Wrong = (what: string) => Error;

function parsed(text: string, wrong: Wrong): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('with a body that is not JSON');
  }
}

const told = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`;

const fields = (path: string): number => path.split('{').length;

const mediaType = (value = ''): string => value.split(';')[0]?.trim().toLowerCase() ?? '';
