/** Of experiments that fill one cluster after the other: large enough that eight users seldom meet, and soon loaded. */
export const SMALL_MARKET = { merchants: 60, products: 20, customers: 200 } as const;
