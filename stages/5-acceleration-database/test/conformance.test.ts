import { conformance } from '@outgrow/conformance/conformance';
import stage from '../stage.ts';

await conformance(stage);
