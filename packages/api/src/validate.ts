import type { z } from 'zod';
import { Problem } from './problem.ts';

const MAX_ERRORS = 20;
const MAX_MESSAGE_CHARS = 200;

/** The input as the schema gives it back, or the list of what is wrong with it. */
export function validated(schema: z.ZodType, input: unknown, place: 'path' | 'query' | 'body'): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  // Bounded, because a client decides how many mistakes there are and how long the names in them.
  const errors = parsed.error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
    path: [place, ...path].map(String).join('.').slice(0, MAX_MESSAGE_CHARS),
    message: message.slice(0, MAX_MESSAGE_CHARS),
  }));
  const [first] = errors;
  throw new Problem('invalid_request', `${first?.path}: ${first?.message}`, { members: { errors } });
}
