import { createHash, randomBytes } from 'node:crypto';

/** The passwords of the two users: of who rules the server, and of the app. */
export interface RedisPasswords {
  admin: string;
  app: string;
}

export function newRedisPasswords(): RedisPasswords {
  return { admin: randomBytes(24).toString('base64url'), app: randomBytes(24).toString('base64url') };
}

/** `address` is host and port. */
export function redisUrlsAt(address: string, passwords: RedisPasswords): { url: string; adminUrl: string } {
  return { url: `redis://app:${passwords.app}@${address}`, adminUrl: `redis://admin:${passwords.admin}@${address}` };
}

/**
 * What an app does: read, write, run scripts, look at its server. It cannot change settings or users, stop the server, empty it, see
 * or end the connections of others, list all keys at once, or throw away the scripts of others. Later words win over earlier ones.
 */
const APP_RULES = [
  '-@all +@read +@write +@transaction +@scripting +@pubsub +@connection',
  '-@admin -@dangerous -script -function -fcall -fcall_ro',
  '+script|load +script|exists +info +time +wait +memory|usage',
].join(' ');

/** Lines of redis.conf. They hold what a password hashes to, which cannot be guessed back from: there is no password in the file. */
export function redisUserLines(passwords: RedisPasswords): string {
  return [
    'user default off',
    `user admin on #${hash(passwords.admin)} ~* &* +@all`,
    `user app on #${hash(passwords.app)} ~* &* ${APP_RULES}`,
    '',
  ].join('\n');
}

function hash(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
