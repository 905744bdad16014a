import type { Stage } from '@outgrow/services/stage';
import type { Cases, Guaranteed, Promised } from './promised.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

export interface Case {
  name: string;
  timeoutMs: number;
  test(shop: ShopUnderTest): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** The cases of a promise that apply to a stage, by what it declares. */
export function casesOf(promised: Promised, stage: Stage): { title: string; cases: Case[] } {
  const { title, timeoutMs = TIMEOUT_MS } = promised;
  const cases = 'guarantee' in promised ? { ...promised.always, ...asDeclared(promised, stage) } : promised.cases;
  return { title, cases: Object.entries(cases).map(([name, test]) => ({ name, timeoutMs, test })) };
}

function asDeclared({ guarantee, holds, gap }: Guaranteed, stage: Stage): Cases {
  const declared = stage.guarantees[guarantee];
  if (!declared) {
    const missing =
      `stage ${stage.number} (${stage.name}) does not say whether it keeps \`${guarantee}\`: add it to the guarantees of ` +
      'its stage.ts, as { holds: true }, or as { holds: false } with why and with what exposes the gap';
    return { [`is declared: ${guarantee}`]: () => Promise.reject(new Error(missing)) };
  }
  if (declared.holds) return holds;
  return Object.fromEntries(
    Object.entries(gap).map(([name, test]) => [
      `not kept, as declared: ${name}`,
      async (shop: ShopUnderTest) => {
        let close = async () => {};
        const open = async () => {
          const exposed = await declared.expose(shop.running);
          let isOpen = true;
          close = async () => {
            if (isOpen) await exposed.close();
            isOpen = false;
          };
          return { ...exposed, close };
        };
        try {
          await test(shop, open);
        } finally {
          await close();
        }
      },
    ]),
  );
}
