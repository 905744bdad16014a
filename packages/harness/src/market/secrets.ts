import { hash } from 'node:crypto';

/**
 * The credentials of a seeded market follow from its seed, so that a load generator can sign anyone in without being handed
 * a list. They are for measuring on loopback; the credentials a shop issues itself are random.
 */
export const customerSecret = (seed: string, customerId: string): string => sha256(`${seed}/customer/${customerId}`);

/** The bearer key of the staff of a seeded merchant, in the form of those the shop issues. */
export const staffSecret = (seed: string, merchantId: string): string => `og_${sha256(`${seed}/staff/${merchantId}`)}`;

export const sha256 = (text: string): string => hash('sha256', text, 'hex');
