import { serve } from '@outgrow/api/serve';
import { open } from './src/open.ts';

await serve(open);
