/** What a person must mend before it can run. Shown as one line, without a stack. */
export class CannotRun extends Error {
  override readonly name: string = 'CannotRun';
  /** 2 where it was asked for wrongly, 1 where something is missing or in the way. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Whether a tool is missing without which a stage cannot run, and the message says how to get it. Told by the error's name,
 * since services throw it too, and they import nothing from here.
 */
export const isMissingTool = (error: unknown): error is Error => error instanceof Error && error.name === 'MissingTool';
