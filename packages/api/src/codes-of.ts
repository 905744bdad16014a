import type { Code } from './problem.ts';
import type { Route } from './route.ts';

/** The codes of all problems a route may answer with: those it names, and those that follow from what it takes. */
export function codesOf({ roles, staffOf, body, command, method, codes = [] }: Route): readonly Code[] {
  const isOpen = roles.includes('anonymous');
  return [
    'invalid_request',
    ...(isOpen ? [] : (['credentials_required', 'invalid_credentials', 'wrong_role'] as const)),
    ...(staffOf && roles.includes('staff') ? (['foreign_merchant'] as const) : []),
    ...(command ? (['idempotency_key_required'] as const) : []),
    ...(body ? (['invalid_json', 'body_too_large', 'unsupported_media_type'] as const) : []),
    ...codes,
    'internal',
    'unavailable',
    ...(method === 'get' ? [] : (['outcome_unknown'] as const)),
    'timed_out',
    'overloaded',
  ];
}
