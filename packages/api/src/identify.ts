import type { StaffKeys } from '@outgrow/domain/shop';
import type { Request, Response } from 'express';
import { sameHash, secretHash } from './credentials.ts';
import type { Principal } from './principal.ts';
import { ANONYMOUS } from './principal.ts';
import { Problem } from './problem.ts';
import type { Sessions } from './sessions.ts';

export type Identify = (req: Request, res: Response) => Promise<Principal>;

export const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="outgrow"' } as const;

/**
 * Finds out who sends a request: a bearer key goes before a session cookie, and a request with a key asks no session store.
 * `operatorKeyHash` is absent where there is no operator.
 */
export function identifier(from: { staffKeys: StaffKeys; sessions: Sessions; operatorKeyHash: string | undefined }): Identify {
  const { staffKeys, sessions, operatorKeyHash } = from;
  return async (req, res) => {
    const { authorization } = req.headers;
    if (authorization === undefined) {
      const customerId = await sessions.customerOf(req, res);
      return customerId === undefined ? ANONYMOUS : { role: 'shopper', customerId };
    }
    const key = BEARER.exec(authorization)?.[1];
    if (!key) throw invalid();
    const hash = secretHash(key);
    if (operatorKeyHash !== undefined && sameHash(hash, operatorKeyHash)) return OPERATOR;
    // Looked up by its hash, a secret is not told by the time the search takes.
    const found = await staffKeys.find(hash);
    if (!found) throw invalid();
    return { role: 'staff', merchantId: found.merchantId };
  };
}

const OPERATOR: Principal = { role: 'operator' };
const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

const invalid = (): Problem =>
  new Problem('invalid_credentials', 'Send `Authorization: Bearer <key>` with a key that was issued and not revoked.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="outgrow", error="invalid_token"' },
  });
