import type { MerchantId } from '@outgrow/domain/records';

export type Role = 'anonymous' | 'shopper' | 'staff' | 'operator';

/** Who sends a request. */
export type Principal =
  | { role: 'anonymous' }
  | { role: 'shopper'; customerId: string }
  | { role: 'staff'; merchantId: MerchantId }
  | { role: 'operator' };

export const ANONYMOUS: Principal = { role: 'anonymous' };

/** The principal as the audit trail names it, and as its command ids are made from. */
export function principalText(principal: Principal): string {
  switch (principal.role) {
    case 'shopper':
      return `customer:${principal.customerId}`;
    case 'staff':
      return `staff:${principal.merchantId}`;
    case 'operator':
    case 'anonymous':
      return principal.role;
  }
}

/** The shopper's customer id, on a route that only shoppers reach. */
export function shopperOf(principal: Principal): string {
  if (principal.role !== 'shopper') throw new Error(`a route for shoppers was reached as ${principal.role}`);
  return principal.customerId;
}
