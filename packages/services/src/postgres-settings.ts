/** Durable, and large enough for the figures to be about the database rather than about its defaults. */
const DEFAULTS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_connections: '200',
  shared_buffers: '256MB',
  random_page_cost: '1.1',
  max_wal_size: '2GB',
  // A replica that is down must not fill the disk of its primary.
  max_slot_wal_keep_size: '4GB',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
};

/** With the defaults for what is not named. */
export function postgresSettings(settings: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...DEFAULTS, ...settings };
}

/** Lines for the end of postgresql.conf, where the last one wins. In the file rather than on the command line, so that ALTER SYSTEM still works. */
export function settingsText(settings: Readonly<Record<string, string>> = {}): string {
  return conf(postgresSettings(settings));
}

export function conf(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => {
    if (!/^[\w.]+$/.test(name) || /[\r\n]/.test(value))
      throw new Error(`"${name}" is no setting of Postgres that can be written.`);
    return `${name} = '${value.replaceAll("'", "''")}'\n`;
  });
  return `\n${lines.join('')}`;
}
