import type { Answer } from './client.ts';

/** The body of an answer that has this status; the message tells who asked for what and what was said. */
export function accepted<T>(answer: Answer<T>, status: 200 | 201 | 204 = 200): T {
  if (answer.status === status) return answer.body;
  throw new Error(`${answer.asked} was answered ${answer.status} where ${status} is due: ${answer.text.slice(0, 500)}`);
}
