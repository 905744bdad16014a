import { type RedisPasswords, redisUserLines } from './redis-users.ts';

/** A cache and a grid keep nothing on disk; what shall survive a kill asks for `appendonly: 'yes'`. */
const DEFAULTS: Readonly<Record<string, string>> = { save: '""', appendonly: 'no' };

/** With the defaults for what is not named. */
export function redisSettings(settings: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...DEFAULTS, ...settings };
}

/** Where the server listens and keeps its files. */
export interface RedisPlace {
  bind: string;
  port: number;
  dir: string;
}

/** Settings that the start decides, beside those of its place. */
const OURS: Readonly<Record<string, string>> = { 'protected-mode': 'yes', daemonize: 'no', logfile: '""' };
const NOT_TO_BE_SET = new Set([
  'user',
  'requirepass',
  'aclfile',
  'include',
  'unixsocket',
  'bind',
  'port',
  'dir',
  ...Object.keys(OURS),
]);

/** The text of a redis.conf: the defaults, the settings over them as they would be written there, and two users besides no other. */
export function redisConf(settings: Readonly<Record<string, string>>, place: RedisPlace, passwords: RedisPasswords): string {
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z][a-z0-9-]*$/.test(name) || /[\r\n]/.test(value))
      throw new Error(`"${name}" is no setting of Redis that can be written.`);
    if (NOT_TO_BE_SET.has(name)) throw new Error(`"${name}" is decided where Redis is started: leave it out of the settings.`);
  }
  const own = { bind: place.bind, port: String(place.port), dir: JSON.stringify(place.dir), ...OURS };
  const lines = Object.entries({ ...redisSettings(settings), ...own }).map(([name, value]) => `${name} ${value}\n`);
  return `${lines.join('')}${redisUserLines(passwords)}`;
}
