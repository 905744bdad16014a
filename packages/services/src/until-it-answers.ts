import { pollUntil } from './poll-until.ts';

/** A server that has been started. `ended` says how it ended, and undefined while it runs. */
export interface AwaitedServer {
  name: string;
  withinMs: number;
  /** Its version, once it can be used; what it throws until then is kept for the error. Bounded. */
  version(): Promise<string>;
  ended(): Promise<string | undefined> | string | undefined;
  log(): string;
}

/** Resolves with the server's version; throws at the deadline or as soon as it has ended, with its last lines. */
export async function untilItAnswers({ name, withinMs, version, ended, log }: AwaitedServer): Promise<string> {
  let answer: string | undefined;
  let last = '';
  const check = async () => {
    const end = await ended();
    if (end !== undefined) throw new Error(`${name} ended (${end}) before it answered. Its last lines:\n${log()}`);
    try {
      answer = await version();
    } catch (error) {
      last = error instanceof Error ? `${error.message} ${error.cause ?? ''}`.trimEnd() : String(error);
    }
    return answer !== undefined;
  };
  await pollUntil(`${name} to answer`, withinMs, check, () => `Last attempt: ${last}\nIts last lines:\n${log()}`);
  return answer ?? '';
}
