import { merchantOfOrder } from '@outgrow/domain/keys';
import type { MerchantId } from '@outgrow/domain/records';
import { CHALLENGE } from './identify.ts';
import type { Principal } from './principal.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** Lets only the route's roles pass. */
export function guard({ roles }: Route, principal: Principal): void {
  if (roles.includes(principal.role)) return;
  if (principal.role === 'anonymous') {
    const how = roles.map((role) => WAYS[role]).join(', or ');
    throw new Problem('credentials_required', `This is for ${roles.join(' and ')}: ${how}.`, { headers: CHALLENGE });
  }
  throw new Problem('wrong_role', `This is for ${roles.join(' and ')}, not for ${principal.role}.`);
}

/**
 * Lets staff pass only at their own merchant, once the field that names the merchant has been validated. It is refused without
 * a look at any record, so that nothing of another's can leak.
 */
export function guardMerchant({ staffOf }: Route, principal: Principal, fields: unknown): void {
  if (principal.role !== 'staff' || !staffOf) return;
  const named = (fields as Readonly<Record<string, MerchantId | undefined>>)[staffOf];
  if (named === undefined) return;
  const merchantId = staffOf === 'orderId' ? merchantOfOrder(named) : named;
  if (merchantId !== principal.merchantId) {
    throw new Problem('foreign_merchant', 'This key belongs to the staff of another merchant.');
  }
}

const WAYS = {
  anonymous: 'nothing is needed',
  shopper: 'sign in at POST /v1/session',
  staff: "send a merchant's key as `Authorization: Bearer <key>`",
  operator: "send the operator's key as `Authorization: Bearer <key>`",
};
