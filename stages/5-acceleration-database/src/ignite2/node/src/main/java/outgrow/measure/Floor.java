package outgrow.measure;

import static org.apache.ignite.transactions.TransactionConcurrency.PESSIMISTIC;
import static org.apache.ignite.transactions.TransactionIsolation.REPEATABLE_READ;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.affinity.AffinityKey;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.transactions.Transaction;

/** The least a transaction can cost here: whole numbers under keys of one partition, read and written where they lie. */
final class Floor {
  /** One get and two puts in one transaction. */
  static Map<String, Object> getAndTwoPuts(Ignite ignite, JsonNode settings) throws Exception {
    return within(
        ignite,
        settings,
        (cache, anchor) -> {
          AffinityKey<Long> stock = new AffinityKey<>(-1L, anchor);
          cache.put(stock, 0L);
          return at -> {
            try (Transaction transaction = ignite.transactions().txStart(PESSIMISTIC, REPEATABLE_READ)) {
              long left = cache.get(stock);
              cache.put(stock, left - 1);
              cache.put(new AffinityKey<>(at % KEYS, anchor), 1L);
              transaction.commit();
            }
          };
        });
  }

  /** So many keys in one transaction, each read and written. */
  static Map<String, Object> keys(Ignite ignite, JsonNode settings) throws Exception {
    int keys = settings.path("keys").asInt(1);
    return within(
        ignite,
        settings,
        (cache, anchor) -> {
          for (long key = 0; key < KEYS; key++) cache.put(new AffinityKey<>(key, anchor), 0L);
          return at -> {
            try (Transaction transaction = ignite.transactions().txStart(PESSIMISTIC, REPEATABLE_READ)) {
              for (int key = 0; key < keys; key++) {
                AffinityKey<Long> one = new AffinityKey<>(((long) at * keys + key) % KEYS, anchor);
                cache.put(one, cache.get(one) + 1);
              }
              transaction.commit();
            }
          };
        });
  }

  private interface Preparing {
    Timed.Step prepare(IgniteCache<AffinityKey<Long>, Long> cache, String anchor);
  }

  /** In a cache of its own, with as many backups as asked for, or as the shop's have. It is removed after it. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> within(Ignite ignite, JsonNode settings, Preparing preparing) throws Exception {
    CacheConfiguration<?, ?> shops = ignite.cache("HEADS").getConfiguration(CacheConfiguration.class);
    CacheConfiguration<AffinityKey<Long>, Long> own = new CacheConfiguration<>("MEASURED_FLOOR");
    own.setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
        .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
        .setBackups(settings.path("backups").asInt(shops.getBackups()))
        .setReadFromBackup(shops.isReadFromBackup());
    ignite.destroyCache(own.getName());
    try {
      IgniteCache<AffinityKey<Long>, Long> cache = ignite.createCache(own);
      return Timed.run(settings, preparing.prepare(cache, localAnchor(ignite, own.getName()))).figures();
    } finally {
      ignite.destroyCache(own.getName());
    }
  }

  /** An affinity key whose partition has this node as its primary. */
  private static String localAnchor(Ignite ignite, String cacheName) {
    Affinity<Object> affinity = ignite.affinity(cacheName);
    for (int at = 0; at < 10_000; at++) {
      if (affinity.isPrimary(ignite.cluster().localNode(), "anchor" + at)) return "anchor" + at;
    }
    throw new IllegalStateException("this node is the primary of no partition: wait until the cluster is rebalanced");
  }

  private static final long KEYS = 1_000;

  private Floor() {}
}
