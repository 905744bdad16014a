package outgrow.store;

import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.IgniteInternalCache;

/** Puts the platform in front of a database. */
public final class InFront {
  private static final long FLUSHED_WITHIN_MS = 3_000;
  private static final long FLUSH_PAUSE_MS = 5;

  private static Connections connections;

  private InFront() {}

  /** Makes every table of this template read from the database what is not here. */
  public static void reading(CacheConfiguration<?, ?> template) {
    template.setCacheStoreFactory(new Stores()).setStoreKeepBinary(true).setReadThrough(true);
  }

  /** And write to it as well. */
  public static void writing(StoreSettings settings, CacheConfiguration<?, ?> template) {
    reading(template);
    template
        .setWriteThrough(true)
        .setWriteBehindEnabled(settings.behind())
        .setWriteBehindFlushFrequency(settings.flushMs())
        .setWriteBehindBatchSize(settings.batch());
  }

  /**
   * Writes what waits on this node to follow, for a while at most: to be asked before Ignite is stopped, which writes it too, but
   * when nobody can read the lines of its orders any more.
   */
  public static void flush(Ignite ignite, StoreSettings settings) throws InterruptedException {
    if (settings == null || !settings.behind()) return;
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FLUSHED_WITHIN_MS);
    while (Unwritten.on(ignite) > 0 && System.nanoTime() < untilNs) {
      try {
        for (String name : ignite.cacheNames()) {
          IgniteInternalCache<?, ?> cache = ((IgniteEx) ignite).cachex(name);
          if (cache.context().store().configured()) cache.context().store().forceFlush();
        }
      } catch (IgniteCheckedException e) {
        throw new IllegalStateException("what has not followed to the database cannot be flushed: " + e.getMessage(), e);
      }
      Thread.sleep(FLUSH_PAUSE_MS);
    }
  }

  /** Goes to every node with the template, and so holds nothing. */
  private static final class Stores implements Factory<PostgresStore> {
    private static final long serialVersionUID = 1L;

    @Override
    public PostgresStore create() {
      return new PostgresStore(connections(), settings().behind());
    }
  }

  static StoreSettings settings() {
    StoreSettings here = StoreSettings.from(System.getenv());
    if (here == null) throw new IllegalStateException("this platform stands in front of a database: set STORE_URL at every node");
    return here;
  }

  /** Those of this node, for all of its tables. */
  static synchronized Connections connections() {
    if (connections == null) connections = new Connections(settings());
    return connections;
  }
}
