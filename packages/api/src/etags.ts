import { Problem } from './problem.ts';

export const etagOf = (version: number): string => `"v${version}"`;

/** Whether an If-None-Match names this version. The comparison is the weak one, as RFC 9110 has it. */
export function noneMatchNames(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true;
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** The version an If-Match expects, or null where any will do. */
export function expectedVersionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const version = /^"v([1-9]\d{0,14})"$/.exec(ifMatch)?.[1];
  if (version) return Number(version);
  const message = 'If-Match must be one ETag that this API gave, such as "v3", or *';
  throw new Problem('invalid_request', message, { members: { errors: [{ path: 'header.If-Match', message }] } });
}
