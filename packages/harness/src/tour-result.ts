import type { Durability } from '@outgrow/services/stage';
import type { ExperimentResult, RESULT_FORMAT, Trial } from './experiment-result.ts';

/** The content of a tour's result file: every stage under the same load. */
export interface TourResult extends Pick<ExperimentResult, 'startedAt' | 'seed' | 'commit' | 'machine' | 'versions'> {
  format: typeof RESULT_FORMAT;
  kind: 'tour';
  market: { merchants: number; products: number; customers: number; orders: number };
  load: { workload: string; ratePerSecond: number; seconds: number };
  stops: TourStop[];
}

/** One stage of a tour, at one durability: measured; skipped, since a tool it needs is missing or it has no such durability; or failed. */
export type TourStop = {
  stage: ExperimentResult['stage'];
  /** Where its writes were once they were acknowledged; `fsync` in results from before there was a choice. */
  durability?: Durability;
  /** In what that is not as safe, or safer, here than the word says. */
  note?: string;
} & ({ measured: Trial } | { skipped: string } | { failed: string });
