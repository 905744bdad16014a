import type { Open, Settings } from '@outgrow/api/opened';
import type { RunningStage } from '@outgrow/services/stage';
import { environmentOf } from '../running.ts';
import { openOf } from '../stages.ts';

/** By the names of their environment variables. Those that every app process has, as PORT, are not among them. */
export interface CountedSettings {
  /** Must be set: where the systems are, of the app and of what is run before it. */
  addresses: string[];
  /** May be set: what the stage looks for when it is opened. */
  others: string[];
}

/** Opens the stage in this process and closes it again, to see what it reads. */
export async function countSettings({ stage, urls }: Pick<RunningStage, 'stage' | 'urls'>): Promise<CountedSettings> {
  const named = [...new Set(stage.processes.flatMap((process) => process.urls))];
  return {
    addresses: Object.keys(environmentOf({ urls: named }, urls)).sort(),
    others: await namesRead(await openOf(stage), urls),
  };
}

/** The names an opening reads from its settings, where it finds none of them set. */
export async function namesRead(open: Open, urls: RunningStage['urls']): Promise<string[]> {
  const read = new Set<string>();
  const settings: Settings = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        if (typeof name === 'string') read.add(name);
        return undefined;
      },
      has(_, name) {
        if (typeof name === 'string') read.add(name);
        return false;
      },
    },
  );
  const { shop } = await open(urls, settings);
  await shop.close();
  return [...read].sort();
}
