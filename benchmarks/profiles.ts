import type { Profile } from '@outgrow/harness/experiment';

/** How much an experiment measures. `quick` is a first look, about 20 s of load; figures that are kept come from `full`. */
export const profiles = {
  quick: { repetitions: 1, warmUpSeconds: 2, seconds: 4, points: 'few' },
  full: { repetitions: 3, warmUpSeconds: 3, seconds: 10, points: 'all' },
} as const satisfies Record<string, Omit<Profile, 'name'>>;
