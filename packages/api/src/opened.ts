import type { Carts, Shop, StaffKeys } from '@outgrow/domain/shop';
import type { Store } from 'express-session';

/** The ports of a stage, filled. */
export interface Opened {
  shop: Shop;
  sessions: Store;
  carts: Carts;
  staffKeys: StaffKeys;
}

export type Settings = Readonly<Record<string, string | undefined>>;

/** How a stage fills its ports. Each `<NAME>_URL` of the environment comes in `urls` under its name (`POSTGRES_OWNER_URL` as `postgresOwner`). */
export type Open = (urls: Readonly<Record<string, string>>, settings: Settings) => Promise<Opened>;
