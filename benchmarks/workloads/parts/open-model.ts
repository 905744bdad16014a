import type { Options } from 'k6/options';
import { settings } from './settings.ts';

/** Sessions begin at a constant rate and do not wait for the server: a closed loop would slow down with it and hide the queue. */
export const openModel: Options = {
  scenarios: {
    sessions: {
      executor: 'constant-arrival-rate',
      rate: settings.rate,
      timeUnit: '1s',
      duration: `${settings.seconds}s`,
      preAllocatedVUs: Math.min(settings.maxVUs, Math.max(10, settings.rate)),
      maxVUs: settings.maxVUs,
      gracefulStop: '15s',
    },
  },
  summaryTrendStats: ['count', 'min', 'avg', 'med', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'max'],
};
