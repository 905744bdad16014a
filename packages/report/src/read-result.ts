import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import type { TourResult } from '@outgrow/harness/tour-result';
import { EXPERIMENT, firstFault, TOUR } from './result-shape.ts';

/** The result in a file's text; throws an Error of one line where it is none that this version reads. */
export function readResult(text: string, file: string): ExperimentResult | TourResult {
  const content = parsed(text, file);
  const { format, kind } = (content ?? {}) as { format?: unknown; kind?: unknown };
  if (typeof format === 'number' && format !== READS) {
    throw new Error(`${file} is of format ${format}, this Outgrow reads ${READS}: run it again or use the version that wrote it`);
  }
  if (format !== READS || (kind !== 'tour' && kind !== 'experiment')) {
    throw new Error(`${file} is not a result of Outgrow: name a file that \`npm start\` or \`outgrow bench\` wrote`);
  }
  const fault = firstFault(content, kind === 'tour' ? TOUR : EXPERIMENT);
  if (fault !== undefined) throw new Error(`${file} is damaged: ${fault}; run it again`);
  return content as ExperimentResult | TourResult;
}

/** Follows the format of the harness: another number does not compile. */
const READS: ExperimentResult['format'] = 2;

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON${text.trim() === '' ? ': it is empty' : ''}`);
  }
}
