import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { codesOf } from './codes-of.ts';
import type { Code } from './problem.ts';
import { statuses } from './problem.ts';
import * as replies from './reply-schemas.ts';
import type { ReplyShape, Route } from './route.ts';
import { PROBLEM_TYPE } from './send.ts';
import { SESSION_COOKIE } from './sessions.ts';

/** The contract as an OpenAPI 3.1 document, made from the same table and the same schemas by which requests are served. */
export function openApiDocument(routes: readonly Route[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Outgrow',
      version: '1',
      description:
        'A market of merchants. Amounts are whole numbers in minor units. Commands need an Idempotency-Key and may be ' +
        'repeated with the same one. Errors are RFC 9457 problems with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: replies.problem },
      securitySchemes: {
        shopper: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'Set by POST /v1/session.' },
        staff: { type: 'http', scheme: 'bearer', description: "A key of a merchant's staff; opens that merchant only." },
        operator: { type: 'http', scheme: 'bearer', description: "The operator's key." },
      },
    },
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { name, summary, roles, params, query, body } = route;
  const header = headersOf(route);
  return {
    operationId: name,
    summary,
    security: roles.includes('anonymous') ? [] : roles.map((role) => ({ [role]: [] })),
    requestParams: { ...(params && { path: params }), ...(query && { query }), ...(header && { header }) },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responses(route),
  };
}

function headersOf({ command, takesIfMatch, method, reply }: Route): z.ZodObject | undefined {
  const headers: Record<string, z.ZodType> = {};
  if (command) {
    headers['Idempotency-Key'] = z
      .string()
      .regex(/^[!-~]{1,200}$/)
      .describe('New for each command, the same for its repeats.');
  }
  if (takesIfMatch) headers['If-Match'] = z.string().optional().describe('The ETag the record must still have.');
  if (method === 'get' && reply.headers?.includes('ETag')) {
    headers['If-None-Match'] = z.string().optional().describe('The ETag already held; 304 where it still holds.');
  }
  return Object.keys(headers).length > 0 ? z.object(headers) : undefined;
}

function responses(route: Route): ZodOpenApiResponsesObject {
  const { reply, method } = route;
  const all: ZodOpenApiResponsesObject = { [status(reply.status)]: success(reply) };
  if (method === 'get' && reply.headers?.includes('ETag')) {
    all['304'] = { description: 'The ETag sent still holds.', headers: { ETag: HEADERS.ETag } };
  }
  for (const [code, codes] of Map.groupBy(codesOf(route), (code) => statuses[code])) {
    all[status(code)] = problem(codes);
  }
  // The one problem that is not one: it names each system.
  if (reply.schema === replies.readiness)
    all['503'] = { ...success(reply), description: 'One of them does not answer, or the app is draining.' };
  return all;
}

const status = (code: number) => String(code) as `${2 | 3 | 4 | 5}${string}`;

function success({ description, schema, mediaType, headers = [] }: ReplyShape): ZodOpenApiResponseObject {
  return {
    description,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name]])) }),
    ...(schema && { content: { 'application/json': { schema } } }),
    ...(mediaType && { content: { [mediaType]: { schema: mediaType === 'application/json' ? {} : { type: 'string' } } } }),
  };
}

function problem(codes: readonly Code[]): ZodOpenApiResponseObject {
  const headers = [...new Set(codes.flatMap((code) => PROBLEM_HEADERS[statuses[code]] ?? []))];
  return {
    description: codes.join(', '),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name]])) }),
    content: {
      [PROBLEM_TYPE]: {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
          ],
        },
      },
    },
  };
}

const PROBLEM_HEADERS: Readonly<Record<number, readonly (keyof typeof HEADERS)[]>> = {
  401: ['WWW-Authenticate'],
  503: ['Retry-After'],
};

const header = (description: string) => ({ description, schema: { type: 'string' } }) as const;

const HEADERS = {
  ETag: header('The version of the record, as `"v<version>"`.'),
  Location: header('The path of what was made.'),
  'Set-Cookie': header('The session cookie.'),
  'WWW-Authenticate': header('How to send a key.'),
  'Retry-After': header('Seconds to wait before the next try.'),
};
