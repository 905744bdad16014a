import type { Open } from '@outgrow/api/opened';
import { oneOf } from '@outgrow/api/setting-values';

/** Opens the shop on the engine that ENGINE names; each lies in a folder of its own. */
export const open: Open = async (urls, settings) => {
  const engine = oneOf(settings, 'ENGINE', ['ignite2']);
  const opened: { open: Open } = await engines[engine]();
  return opened.open(urls, settings);
};

const engines = { ignite2: () => import('./ignite2/engine.ts') };
