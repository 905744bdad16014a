import type { Durability, Stage } from '@outgrow/services/stage';

/** The safest first. */
export const DURABILITIES = ['fsync', 'log', 'memory'] as const satisfies readonly Durability[];

/** Those a stage can be run with. */
export const durabilitiesOf = ({ durabilities }: Pick<Stage, 'durabilities'>): Durability[] =>
  DURABILITIES.filter((word) => durabilities[word]);
