import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How the secret of a customer, of a staff key and of the operator is kept: its SHA-256, hex. */
export const secretHash = (secret: string): string => hash('sha256', secret, 'hex');

/** A new bearer key of a merchant's staff: 256 random bits behind a prefix by which a leaked one is found. */
export const newKey = (): string => `og_${randomBytes(32).toString('base64url')}`;

export const newKeyId = (): string => `k${randomBytes(8).toString('hex')}`;

/**
 * The id of the command that a principal sends under an idempotency key. The principal is hashed with the key, so that
 * strangers' keys cannot meet. `principal` is what `principalText` gives: `customer:<id>`, `staff:<merchantId>` or `operator`.
 */
export const commandIdOf = (principal: string, idempotencyKey: string): string =>
  hash('sha256', `${principal}\n${idempotencyKey}`, 'hex').slice(0, 32);

/** Compares two SHA-256 hashes without telling by the time it takes where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === 32 && b.length === 32 && timingSafeEqual(a, b);
}
