import { z } from 'zod';
import type { Settings } from './opened.ts';

const whole = (min: number, max: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .prefault(String(otherwise));

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  /** 0 is a free port, which the ready line tells. */
  PORT: whole(0, 65_535, 0),
  OPERATOR_KEY: z
    .string()
    .regex(/^[!-~]{1,512}$/, 'must be 1 to 512 visible ASCII characters, as it travels in a header')
    .optional(),
  SESSION_SECRET: z.string().optional(),
  SESSION_COOKIE_SECURE: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  REQUEST_TIMEOUT_MS: whole(1, 600_000, 5_000),
  MAX_IN_FLIGHT: whole(1, 100_000, 256),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type ServeSettings = z.output<typeof environment>;

/** The settings of a process, by the names of their environment variables. An empty one counts as absent. */
export function serveSettings(settings: Settings): ServeSettings {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`set these environment variables right: ${wrong.join('; ')}`);
}

/** The addresses in an environment: `POSTGRES_OWNER_URL` as `postgresOwner`. */
export function urlsIn(settings: Settings): Readonly<Record<string, string>> {
  const urls: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    const words = /^(?!OTEL_)([A-Z][A-Z0-9_]*)_URL$/.exec(name)?.[1];
    if (words && value) urls[camelCase(words)] = value;
  }
  return urls;
}

const camelCase = (words: string): string =>
  words.toLowerCase().replace(/_+([a-z0-9])/g, (_, first: string) => first.toUpperCase());
