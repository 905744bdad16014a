import { textOf } from '../../grid/slots.ts';
import type { Guard } from './guard.ts';
import { SET_PAGE } from './guard.ts';

/** Whoever comes last prevails: the fill of a row read before a write may bring it back, and of two writes the older may be told last. */
export const unguarded: Guard = {
  isNone: true,
  fill: (redis, { key, page }, held, ttlMs) =>
    page === undefined
      ? redis.set(key, textOf(held), 'PX', ttlMs)
      : // Sent whole each time, as every script here: a server that was started anew knows none.
        redis.eval(SET_PAGE, 1, key, page, textOf(held), ttlMs),
  remove: (pipeline, { key }) => void pipeline.del(key),
  write: (pipeline, { key }, held, ttlMs) => void pipeline.set(key, textOf(held), 'PX', ttlMs),
  clear: (redis, keys) => redis.unlink(keys),
};
