/** Operation codes of the thin client's protocol 1.7. */
export const OPERATION = {
  closeResource: 0,
  heartbeat: 1,
  cacheGet: 1000,
  cachePut: 1001,
  cachePutIfAbsent: 1002,
  cacheGetAll: 1003,
  cachePutAll: 1004,
  cacheGetAndPut: 1005,
  cacheReplace: 1009,
  cacheReplaceIfEquals: 1010,
  cacheContainsKey: 1011,
  cacheRemove: 1016,
  cacheRemoveIfEquals: 1017,
  cacheSize: 1020,
  cachePartitions: 1101,
  scan: 2000,
  scanPage: 2001,
  sql: 2004,
  sqlPage: 2005,
  getType: 3002,
  putType: 3003,
  binaryConfiguration: 3004,
  startTransaction: 4000,
  endTransaction: 4001,
  executeTask: 6000,
} as const;

/** Bits of the handshake's feature mask. */
export const FEATURE = { executeTask: 1, binaryConfiguration: 8, heartbeat: 11 } as const;

/** Flags of a response. */
export const RESPONSE_FLAG = { error: 1, topologyChanged: 2, notification: 4 } as const;
