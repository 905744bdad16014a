import { textOf, versionOf } from '../../grid/slots.ts';
import type { Guard } from './guard.ts';
import { LOAD_WITHIN_MS } from './guard.ts';

/**
 * Nothing older takes the place of what is newer: every fill and write compares versions and sets in one step. What is deleted
 * leaves a tombstone with the version of the write, so that an older fill is refused as well. A tombstone that the server gives
 * up for lack of memory refuses nothing any more.
 */
export const versionGuard: Guard = {
  fill: (redis, { key, page }, held, ttlMs) =>
    page === undefined
      ? redis.eval(SET_RECORD, 1, key, versionOf(held), textOf(held), ttlMs)
      : redis.eval(SET_PAGE, 1, key, versionOf(held), textOf(held), ttlMs, page),
  remove: (pipeline, { kind, key }, version) =>
    void pipeline.eval(kind === 'account' ? ENTOMB_PAGES : ENTOMB_RECORD, 1, key, version, LOAD_WITHIN_MS),
  write: (pipeline, { key }, held, ttlMs) => void pipeline.eval(SET_RECORD, 1, key, versionOf(held), textOf(held), ttlMs),
  clear: (redis, keys) => redis.eval(CLEAR, keys.length, ...keys, LOAD_WITHIN_MS),
};

const HELD_VERSION = `
  local held = redis.call('GET', KEYS[1])
  local version = held and tonumber(string.match(held, '^%d+')) or 0`;
const HELD_PAGES_VERSION = `
  local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)`;

const SET_RECORD = `${HELD_VERSION}
  if version > tonumber(ARGV[1]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1`;

const ENTOMB_RECORD = `${HELD_VERSION}
  if version >= tonumber(ARGV[1]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[1] .. '\\n', 'PX', ARGV[2])
  return 1`;

// Pages of one version stand beside each other and are as old as the first of them.
const SET_PAGE = `${HELD_PAGES_VERSION}
  if version > tonumber(ARGV[1]) then return 0 end
  local isFirst = version < tonumber(ARGV[1]) or redis.call('HLEN', KEYS[1]) == 1
  if isFirst then redis.call('DEL', KEYS[1]) end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], ARGV[4], ARGV[2])
  if isFirst then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
  return 1`;

const ENTOMB_PAGES = `${HELD_PAGES_VERSION}
  if version >= tonumber(ARGV[1]) then return 0 end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'version', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1`;

// Tombstones stay as they are; what is held leaves one. The keys of other guards know no version.
const CLEAR = `
  for _, key in ipairs(KEYS) do
    if redis.call('TYPE', key).ok == 'hash' then
      local version = redis.call('HGET', key, 'version')
      if not version then
        redis.call('DEL', key)
      elseif redis.call('HLEN', key) > 1 then
        redis.call('DEL', key)
        redis.call('HSET', key, 'version', version)
        redis.call('PEXPIRE', key, ARGV[1])
      end
    else
      local version = string.match(redis.call('GET', key) or '', '^(%d+)\\n.')
      if version then redis.call('SET', key, version .. '\\n', 'PX', ARGV[1]) end
    end
  end`;
