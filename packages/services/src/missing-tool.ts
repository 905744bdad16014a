/** A tool is missing without which something cannot run; the message says how to get it. A tour tells it by its name, skips the stage, loudly, and goes on. */
export class MissingTool extends Error {
  override readonly name = 'MissingTool';
}
