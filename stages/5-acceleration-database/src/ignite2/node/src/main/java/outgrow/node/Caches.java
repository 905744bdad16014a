package outgrow.node;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.HOURS;

import javax.cache.configuration.Factory;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.PartitionLossPolicy;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import outgrow.store.InFront;

/** The caches that every node brings, and the templates that DDL names by `TEMPLATE=`. */
final class Caches {
  private static final int REFERENCE_PARTITIONS = 16;

  static CacheConfiguration<?, ?>[] of(Settings settings) {
    return new CacheConfiguration<?, ?>[] {
      shop(settings), reference(settings),
      kept("SESSIONS", settings, ModifiedExpiryPolicy.factoryOf(new Duration(HOURS, 12))),
      kept("CARTS", settings, TouchedExpiryPolicy.factoryOf(new Duration(DAYS, 30)))
    };
  }

  private static CacheConfiguration<?, ?> shop(Settings settings) {
    CacheConfiguration<Object, Object> shop = partitioned("SHOP*", settings);
    if (settings.store() != null) InFront.writing(settings.store(), shop);
    return shop.setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL);
  }

  /** A copy on every node, read where the reader is. */
  private static CacheConfiguration<?, ?> reference(Settings settings) {
    CacheConfiguration<Object, Object> reference = common("REFERENCE*", settings, REFERENCE_PARTITIONS);
    if (settings.store() != null) InFront.reading(reference);
    return reference
        .setCacheMode(CacheMode.REPLICATED)
        .setAtomicityMode(CacheAtomicityMode.TRANSACTIONAL)
        .setReadFromBackup(true);
  }

  private static CacheConfiguration<?, ?> kept(String name, Settings settings, Factory<? extends ExpiryPolicy> expiry) {
    return partitioned(name, settings)
        .setAtomicityMode(CacheAtomicityMode.ATOMIC)
        .setExpiryPolicyFactory(expiry)
        .setEagerTtl(true);
  }

  private static CacheConfiguration<Object, Object> partitioned(String name, Settings settings) {
    return common(name, settings, settings.partitions())
        .setCacheMode(CacheMode.PARTITIONED)
        .setBackups(settings.backups())
        .setReadFromBackup(false);
  }

  private static CacheConfiguration<Object, Object> common(String name, Settings settings, int partitions) {
    CacheConfiguration<Object, Object> cache = new CacheConfiguration<>(name);
    cache
        .setAffinity(new RendezvousAffinityFunction(false, partitions))
        .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
        .setPartitionLossPolicy(PartitionLossPolicy.READ_WRITE_SAFE)
        .setStatisticsEnabled(false);
    if (settings.majorityOf() > 0) cache.setTopologyValidator(new Majority(settings.majorityOf()));
    return cache;
  }
}
