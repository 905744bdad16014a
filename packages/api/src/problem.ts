import type { Reason } from '@outgrow/domain/refusals';
import { refusalStatuses } from './refusal-statuses.ts';

/** What the API itself answers with besides the shop's refusals. */
const ownStatuses = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  idempotency_key_required: 400,
  malformed_http: 400,
  credentials_required: 401,
  invalid_credentials: 401,
  sign_in_failed: 401,
  wrong_role: 403,
  foreign_merchant: 403,
  no_such_route: 404,
  unknown_key: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  cart_full: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
  outcome_unknown: 503,
  timed_out: 503,
  overloaded: 503,
} as const;

/** Every stable `code` of a problem, with its status. */
export const statuses = { ...refusalStatuses, ...ownStatuses };

export type Code = Reason | keyof typeof ownStatuses;

/** A request that ends in an error for the client; thrown by whatever finds out first. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: Code;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: Code,
    detail: string,
    { members = {}, headers = {} }: { members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.code = code;
    this.members = members;
    this.headers = headers;
  }
}

/** The RFC 9457 document. What the problem adds stands beside the standard members and never replaces one. */
export const problemDocument = ({ code, message, members }: Problem) => ({
  ...members,
  type: `urn:outgrow:problem:${code}`,
  title: titleOf(code),
  status: statuses[code],
  code,
  detail: message,
});

const titleOf = (code: Code): string => (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('_', ' ');
