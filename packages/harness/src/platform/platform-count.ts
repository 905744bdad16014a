import type { Running } from '../running.ts';
import { settle } from '../settle.ts';
import { type CountedProcess, countProcesses, platformsOf } from './count-processes.ts';
import { type CountedSettings, countSettings } from './count-settings.ts';
import { type CountedLines, countSources } from './count-sources.ts';

/** What a stage asks of those who build and run it, counted: each list holds what was counted, by name. */
export interface PlatformCount {
  /** The servers by what they are for, each once: what somebody has to know how to run. */
  platforms: string[];
  /** Everything that runs: servers, workers and app instances. */
  processes: CountedProcess[];
  settings: CountedSettings;
  /** What its own code and the packages it brings along depend on from other people, beside what every stage shares. */
  libraries: string[];
  lines: CountedLines;
  /** From the first server's start to the last app's readiness. */
  startSeconds: number;
}

/** Counts a running stage once it has settled. Memory is what it takes then, with whatever it was loaded with before. */
export async function countPlatform(running: Running): Promise<PlatformCount> {
  const { stage, servers, appUrls, operatorKey, startSeconds } = running;
  await settle(appUrls, operatorKey);
  // Before the stage is opened in this process too: its connections would be counted with the servers' processes.
  const processes = await countProcesses(running);
  return {
    platforms: platformsOf(servers),
    processes,
    settings: await countSettings(running),
    ...countSources(stage.folder),
    startSeconds,
  };
}
