import { commandIdOf, newKey, sameHash, secretHash } from '@outgrow/api/credentials';
import { canonicalJson, fingerprintOf } from '@outgrow/api/fingerprint';
import { principalText } from '@outgrow/api/principal';
import { serveSettings, urlsIn } from '@outgrow/api/settings';
import { expect, test } from 'vitest';

test('command ids are fixed: another version of the app must know the commands of this one', () => {
  expect(commandIdOf('customer:ada', 'key-1')).toBe('5d4e62219c0963d6181cb2bb28650929');
});

test("strangers' keys cannot meet", () => {
  const ids = [
    commandIdOf(principalText({ role: 'shopper', customerId: 'a' }), 'k'),
    commandIdOf(principalText({ role: 'staff', merchantId: 'a' }), 'k'),
    commandIdOf(principalText({ role: 'operator' }), 'k'),
    commandIdOf('customer:a', 'k2'),
  ];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

test('a fingerprint does not depend on the order of names, and on all else', () => {
  const base = fingerprintOf('restock', { params: { a: '1', b: '2' }, body: { quantity: 1 } });
  expect(fingerprintOf('restock', { body: { quantity: 1 }, params: { b: '2', a: '1' } })).toBe(base);
  expect(fingerprintOf('restock', { params: { a: '1', b: '2' }, body: { quantity: 2 } })).not.toBe(base);
  expect(fingerprintOf('change-price', { params: { a: '1', b: '2' }, body: { quantity: 1 } })).not.toBe(base);
  expect(canonicalJson({ b: [{ z: null, y: 'ü"' }], a: undefined })).toBe('{"b":[{"y":"ü\\"","z":null}]}');
});

test('keys are new each time; only their hash is compared', () => {
  expect(newKey()).not.toBe(newKey());
  expect(sameHash(secretHash('a'), secretHash('a'))).toBe(true);
  expect(sameHash(secretHash('a'), secretHash('b'))).toBe(false);
  expect(sameHash('', '')).toBe(false);
});

test('addresses are found in the environment', () => {
  const settings = {
    POSTGRES_URL: 'p',
    POSTGRES_OWNER_URL: 'o',
    OTEL_EXPORTER_URL: 'x',
    EMPTY_URL: '',
    npm_url: 'n',
    REDIS_2_URL: 'r',
  };
  expect(urlsIn(settings)).toEqual({ postgres: 'p', postgresOwner: 'o', redis2: 'r' });
});

test('a setting that is wrong is named with what it must be', () => {
  expect(serveSettings({ PORT: '', MAX_IN_FLIGHT: '7' })).toMatchObject({ PORT: 0, HOST: '127.0.0.1', MAX_IN_FLIGHT: 7 });
  expect(() => serveSettings({ PORT: 'abc' })).toThrow(/PORT must be a whole number from 0 to 65535/);
  expect(() => serveSettings({ SESSION_COOKIE_SECURE: 'yes' })).toThrow(/SESSION_COOKIE_SECURE/);
});
