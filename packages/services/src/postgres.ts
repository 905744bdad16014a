import { serviceMode } from './engine.ts';
import { IMAGES } from './images.ts';
import { postgresSettings } from './postgres-settings.ts';
import type { Progress, Service, Started } from './service.ts';

export interface PostgresOptions {
  /** Settings of postgresql.conf, over the defaults of postgres-settings.ts. */
  settings?: Readonly<Record<string, string>>;
  /** Roles beside the app's and the owner's: `loader` becomes `shop_loader`, who may connect. */
  roles?: readonly string[];
  /** Without it OUTGROW_SERVICES decides. */
  mode?: 'native' | 'container';
  /** The image of container mode. */
  image?: string;
  progress?: Progress;
}

/** A running Postgres with the database `shop`. Every address holds a random password. */
export interface StartedPostgres extends Started {
  /** As the role of the app, `shop_app`: it may connect, and beyond that what the migrations grant it. */
  readonly url: string;
  /** As `shop_owner`, who owns the database: migrations. */
  readonly ownerUrl: string;
  /** As the superuser: faults, sampling and replication only. */
  readonly adminUrl: string;
  /** As `shop_<role>`, one of the roles that were asked for. */
  urlOf(role: string): string;
}

export function postgres(options: PostgresOptions = {}): Service<StartedPostgres> {
  const { image = IMAGES.postgres, settings } = options;
  return {
    declares: { image, settings: postgresSettings(settings) },
    async start() {
      const mode = options.mode ?? (await serviceMode());
      // Each way is loaded only where it is gone: testcontainers takes half a second to load.
      if (mode === 'container') return (await import('./container-postgres.ts')).startContainerPostgres(options);
      return (await import('./native-postgres.ts')).startNativePostgres(options);
    },
  };
}
