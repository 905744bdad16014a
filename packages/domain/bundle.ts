import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The shop's rules as one script for an engine without Node: run, it leaves the global `outgrow` with `decideText`. Lies
 * beside `src`, which has no `node:*`.
 */
export async function bundleDecide(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./src/decide-text.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'outgrow',
    // `neutral` resolves nothing of Node's, so an import of it fails here and not in the engine.
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'silent',
  });
  const script = outputFiles[0];
  if (!script) throw new Error('esbuild wrote no script for decide');
  return script.text;
}
