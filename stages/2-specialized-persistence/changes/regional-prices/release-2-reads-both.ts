import { serve } from '@outgrow/api/serve';
import { openWith } from '../../src/open.ts';
import { atRelease2 } from './at-release-2.ts';
import { regionalReadsBoth } from './shapes.ts';

await serve((urls, settings) => openWith(regionalReadsBoth, { ...urls, postgres: atRelease2(urls.postgres) }, settings));
