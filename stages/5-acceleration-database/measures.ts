import type { Stage } from '@outgrow/services/stage';
import { inNode } from './measures/in-node.ts';
import { join } from './measures/join.ts';
import { placements } from './measures/placements.ts';
import { readThrough } from './measures/read-through.ts';

/** What can be measured inside this stage; an experiment names it in `measures` of a point. */
export const measures = { 'in-node': inNode, join, placements, 'read-through': readThrough } as const satisfies Stage['measures'];
