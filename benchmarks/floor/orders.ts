import { zipf } from '@outgrow/harness/zipf';
import type { KeepAlive } from './keep-alive.ts';
import { plentiful } from './order-at.ts';
import type { Skew } from './pgbench.ts';

/** Sign-in over HTTP; the session's cookie, as it goes into a request. */
export async function signedIn(appUrl: string, customerId: string, secret: string): Promise<string> {
  const reply = await fetch(`${appUrl}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId, secret }),
  });
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0];
  if (!reply.ok || !cookie) throw new Error(`sign-in of ${customerId} failed: ${reply.status} ${await reply.text()}`);
  return cookie;
}

/** A step of a closed loop that places an order of two lines at a merchant by its popularity, and fails on any other reply. */
export function placingOrders(skew: Skew, cookie: string) {
  const merchant = zipf(skew.merchants, skew.exponent);
  const half = skew.products / 2;
  const sku = (from: number) => `p${String(plentiful(from + Math.floor(Math.random() * half)) + 1).padStart(4, '0')}`;
  const run = Math.random().toString(36).slice(2);
  return async (client: KeepAlive, iteration: number) => {
    const merchantId = `m${String(merchant(Math.random()) + 1).padStart(4, '0')}`;
    const body = `{"merchantId":"${merchantId}","lines":[{"sku":"${sku(0)}","quantity":1},{"sku":"${sku(half)}","quantity":1}]}`;
    const reply = await client.request('POST', '/v1/orders', { cookie, 'idempotency-key': `${run}-${iteration}` }, body);
    if (reply.status !== 201) throw new Error(`an order was answered ${reply.status}: ${reply.body}`);
  };
}
