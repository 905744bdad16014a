import { createHash } from 'node:crypto';

const GET_BY_SCRIPT = "return redis.call('GET', KEYS[1])";

/** What stages do as the app, each on a key of its own kind. */
export const everyday: readonly (readonly [string, ...string[]])[] = [
  ['SET', 'text', '1', 'PX', '60000'],
  ['MGET', 'text', 'none'],
  ['HSET', 'hash', 'field', '1'],
  ['ZADD', 'sorted', '1', 'one'],
  ['XADD', 'stream', '*', 'field', '1'],
  ['EXPIRE', 'hash', '60'],
  ['UNLINK', 'sorted'],
  ['SCAN', '0', 'COUNT', '10'],
  ['DBSIZE'],
  ['MEMORY', 'USAGE', 'text'],
  ['EVAL', GET_BY_SCRIPT, '1', 'text'],
  ['EVALSHA', createHash('sha1').update(GET_BY_SCRIPT).digest('hex'), '1', 'text'],
  ['SCRIPT', 'LOAD', 'return redis.call("TIME")'],
  ['EVAL', "return redis.call('TIME')", '0'],
  ['WATCH', 'text'],
  ['UNWATCH'],
  ['PUBLISH', 'channel', 'word'],
  ['CLIENT', 'SETNAME', 'app'],
  ['INFO'],
  ['TIME'],
  ['WAIT', '0', '1'],
  ['PING'],
];

/** What the app shall not. DEBUG nobody may: the server refuses it with words of its own. */
export const forbidden: readonly (readonly [string, ...string[]])[] = [
  ['CONFIG', 'GET', 'maxmemory'],
  ['CONFIG', 'SET', 'maxmemory', '0'],
  ['DEBUG', 'SLEEP', '0'],
  ['SHUTDOWN'],
  ['ACL', 'LIST'],
  ['ACL', 'SETUSER', 'app', '+@all'],
  ['FLUSHALL'],
  ['FLUSHDB'],
  ['SWAPDB', '0', '1'],
  ['KEYS', '*'],
  ['MONITOR'],
  ['CLIENT', 'LIST'],
  ['CLIENT', 'KILL', 'TYPE', 'normal'],
  ['CLIENT', 'PAUSE', '1'],
  ['REPLICAOF', 'NO', 'ONE'],
  ['SAVE'],
  ['BGSAVE'],
  ['SCRIPT', 'FLUSH'],
  ['SCRIPT', 'KILL'],
  ['FUNCTION', 'FLUSH'],
  ['MODULE', 'LIST'],
  ['SLOWLOG', 'GET'],
  ['LATENCY', 'RESET'],
  ['MEMORY', 'PURGE'],
  ['MIGRATE', '127.0.0.1', '1', 'text', '0', '1'],
];

export const REFUSED = /NOPERM|DEBUG command not allowed/;
