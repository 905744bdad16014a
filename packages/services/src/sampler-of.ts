import type { Sampler } from './service.ts';

/** A sampler that asks anew each time, one question at a time: who asks meanwhile gets the same answer. Rejects where the first one fails. */
export async function samplerOf(
  ask: () => Promise<Record<string, number>>,
  close: () => void | Promise<void> = () => {},
): Promise<Sampler> {
  let stopped = false;
  let sampling: Promise<Record<string, number>> | undefined;
  const sampler: Sampler = {
    async sample() {
      if (stopped) throw new Error('This sampler is stopped: open another.');
      sampling ??= ask().finally(() => {
        sampling = undefined;
      });
      return sampling;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await sampling?.catch(() => {});
      await close();
    },
  };
  await sampler.sample();
  return sampler;
}
