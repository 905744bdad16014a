/** Java's own way, which stage 5's nodes give up for a quick start. For what a node is to be measured that has run for long. */
export const COMPILED_FULLY = { javaOpts: '' } as const;
