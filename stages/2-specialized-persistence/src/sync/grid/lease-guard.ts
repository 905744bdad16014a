import { randomUUID } from 'node:crypto';
import { PREFIX, textOf } from '../../grid/slots.ts';
import type { Guard } from './guard.ts';
import { LOAD_WITHIN_MS, SET_PAGE } from './guard.ts';

/**
 * Leases, as in Nishtala et al., "Scaling Memcache at Facebook" (NSDI 2013), section 3.2.1: of those who miss one gets a token,
 * and only while it is there may its holder fill. A delete takes the token too, so that a row read before it does not come back;
 * and of all instances one loads. A token that the server gives up for lack of memory refuses a fill, no more. Where writes are
 * written instead of deleted, two of them may still be told in the wrong order: no token stands between those.
 */
export const leaseGuard: Guard = {
  async leave(redis, { key, page }) {
    const token = randomUUID();
    const script = page === undefined ? LEASE_RECORD : LEASE_PAGE;
    return (await redis.eval(script, 2, key, leasesOf(key), page ?? '', token, LOAD_WITHIN_MS)) === 1 ? token : null;
  },
  fill: (redis, { key, page }, held, ttlMs, token) =>
    redis.eval(page === undefined ? FILL_RECORD : FILL_PAGE, 2, key, leasesOf(key), page ?? '', textOf(held), ttlMs, token),
  release: (redis, { key, page }, token) => redis.eval(RELEASE, 1, leasesOf(key), page ?? '', token),
  remove: (pipeline, { key }) => void pipeline.del(key, leasesOf(key)),
  // The token first: its holder could fill between the two.
  write: (pipeline, { key }, held, ttlMs) => void pipeline.del(leasesOf(key)).set(key, textOf(held), 'PX', ttlMs),
  // The tokens are among the keys, and nobody fills without one.
  clear: (redis, keys) => redis.unlink(keys),
};

/** The tokens by page, in a hash, so that one DEL takes those of all pages. */
const leasesOf = (key: string): string => `${PREFIX}lease/${key.slice(PREFIX.length)}`;

// Who missed a moment before another filled in is refused, and finds it there. A token later than the first goes with it.
const lease = (isHeld: string): string => `
  if ${isHeld} == 1 or redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
  redis.call('PEXPIRE', KEYS[2], ARGV[3], 'NX')
  return 1`;
const LEASE_RECORD = lease("redis.call('EXISTS', KEYS[1])");
const LEASE_PAGE = lease("redis.call('HEXISTS', KEYS[1], ARGV[1])");

const IF_LEASED = `
  if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[4] then return 0 end
  redis.call('HDEL', KEYS[2], ARGV[1])`;
const FILL_RECORD = `${IF_LEASED}
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1`;
const FILL_PAGE = `${IF_LEASED}${SET_PAGE}
  return 1`;
const RELEASE = `
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
  return 0`;
