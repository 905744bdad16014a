import type { Settings } from '@outgrow/api/opened';
import { count, oneOf } from '@outgrow/api/setting-values';

/** What may be set from the environment. Throws with the name and what it takes where a value is another. */
export const engineSettings = (settings: Settings) => ({
  /** Where a command is decided: inside the node that holds its merchant, or here, by a transaction over the client. */
  execute: oneOf(settings, 'EXECUTE', ['node', 'client']),
  /** How long a failing cluster is asked again, within the time a request has. */
  answerWithinMs: count(settings, 'ANSWER_WITHIN_MS', 4_000),
});
