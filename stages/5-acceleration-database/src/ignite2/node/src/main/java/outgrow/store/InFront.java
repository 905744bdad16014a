package outgrow.store;

import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import org.apache.ignite.Ignite;
import org.apache.ignite.configuration.CacheConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the platform in front of a database. */
public final class InFront {
  private static final Logger LOG = LoggerFactory.getLogger(InFront.class);
  private static final long AWAITED_AT_MOST_MS = 8_000;
  private static final long PAUSE_MS = 2;

  private static volatile boolean isStopping;

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
   * Waits until this node's orders have followed, for little longer than they do at most: to be asked before Ignite is stopped. All
   * else is written as it stops, when nobody can read the lines of an order any more. Throws nothing.
   */
  public static void awaitOrders(Ignite ignite, StoreSettings settings) {
    if (settings == null || !settings.behind()) return;
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(settings.flushMs() + 1_000, AWAITED_AT_MOST_MS));
    try {
      while (Unwritten.on(ignite, Lines.ORDERS) > 0 && System.nanoTime() < untilNs) Thread.sleep(PAUSE_MS);
    } catch (RuntimeException e) {
      LOG.warn("Nobody can say whether all orders of this node have followed to the database.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isStopping = true;
    }
  }

  /** Whether orders that cannot be completed any more are given up: tried again and again, they would keep the node from its end. */
  static boolean isStopping() {
    return isStopping;
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
