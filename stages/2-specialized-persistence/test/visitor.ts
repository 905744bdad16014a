import { randomUUID } from 'node:crypto';
import { customerIdOf } from '@outgrow/harness/market/catalogue';
import { customerSecret } from '@outgrow/harness/market/secrets';
import type { RunningStage } from '@outgrow/services/stage';

const ANSWERS_WITHIN_MS = 15_000;

/** Somebody who asks the instances in turn, and takes whatever an accepted request is answered with: not held against the contract. */
export interface Visitor {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
}

export const visitor = (running: RunningStage, bearer: string): Visitor =>
  withHeaders(running, { authorization: `Bearer ${bearer}` });

/** The first customer of a seeded market, signed in. */
export async function shopper(running: RunningStage, seed: string): Promise<Visitor> {
  const customerId = customerIdOf(0);
  const response = await fetch(`${running.appUrls[0]}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId, secret: customerSecret(seed, customerId) }),
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  const [cookie = ''] = response.headers.getSetCookie();
  return withHeaders(running, { cookie: cookie.split(';')[0] ?? '' });
}

function withHeaders({ appUrls }: RunningStage, own: Readonly<Record<string, string>>): Visitor {
  let turn = 0;
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const url = `${appUrls[turn++ % appUrls.length]}${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        ...own,
        ...(body && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    put: (path, body) => ask('PUT', path, body),
  };
}
