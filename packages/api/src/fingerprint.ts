import { hash } from 'node:crypto';

/** The hash of a client's whole request, by which a repeat is told from another request under the same key. */
export const fingerprintOf = (type: string, request: unknown): string =>
  hash('sha256', `${type}\n${canonicalJson(request)}`, 'hex').slice(0, 32);

/** JSON with sorted names, so that it does not matter in which order a client wrote them. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
