/** What a run may vary, from k6's `-e NAME=value`. */
export const settings = {
  /** Base addresses of the app instances. */
  urls: (__ENV.URLS ?? '').split(',').filter((url) => url !== ''),
  /** `session`: a session stays with one instance. `request`: each request goes to the next one. */
  stickTo: __ENV.STICK_TO === 'request' ? 'request' : 'session',
  /** The seed of the market, which gives the credentials, and of every choice. */
  seed: __ENV.SEED ?? '1',
  /** Tells this run's idempotency keys from another's on the same shop. */
  run: __ENV.RUN ?? __ENV.SEED ?? '1',
  /** Sessions that begin per second, whatever becomes of the earlier ones; to a thousandth. */
  rate: Number(__ENV.RATE ?? 10),
  /** Above 0: that many users in a closed loop, each of whom begins the next session when the last has ended; `rate` counts for nothing then. */
  users: Number(__ENV.USERS ?? 0),
  /** Seconds of the same load before the measured ones. */
  warmUp: Number(__ENV.WARM_UP ?? 0),
  seconds: Number(__ENV.SECONDS ?? 10),
  maxVUs: Number(__ENV.MAX_VUS ?? 200),
  merchants: Number(__ENV.MERCHANTS ?? 200),
  products: Number(__ENV.PRODUCTS ?? 50),
  customers: Number(__ENV.CUSTOMERS ?? 1_000),
  /** How unequal the popularity of merchants and products is. */
  zipfExponent: Number(__ENV.ZIPF_EXPONENT ?? 1),
  /** Products that a session of `products` reads. */
  reads: Number(__ENV.READS ?? 10),
  /** Orders that a session of `orders` places. */
  orders: Number(__ENV.ORDERS ?? 10),
  /** The products that `prices` reads and writes, how many write, and how long each pauses after a write. */
  hot: Number(__ENV.HOT ?? 20),
  writers: Number(__ENV.WRITERS ?? 1),
  pauseMs: Number(__ENV.PAUSE_MS ?? 50),
} as const;
