import { serve } from '@outgrow/api/serve';
import { openWith } from '../../src/open.ts';
import { recordedReadsBoth } from './shapes.ts';

await serve((urls, settings) => openWith(recordedReadsBoth, urls, settings));
