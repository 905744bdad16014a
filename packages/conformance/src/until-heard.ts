import { pollUntil } from '@outgrow/services/poll-until';
import type { Answer } from './client.ts';

const WITHIN_MS = 20_000;

/** Sends the same until somebody says for certain what became of it: a 503 says to try again, and so a client does. */
export async function untilHeard<T>(send: () => Promise<Answer<T>>, withinMs = WITHIN_MS): Promise<Answer<T>> {
  let answer: Answer<T> | undefined;
  await pollUntil(
    'an answer that is no 503',
    withinMs,
    async () => {
      answer = await send();
      return answer.status !== 503;
    },
    () => `${answer?.asked} was answered ${answer?.text.slice(0, 500)}`,
  );
  return answer as Answer<T>;
}
