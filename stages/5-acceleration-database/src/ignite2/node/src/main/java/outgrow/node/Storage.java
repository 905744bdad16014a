package outgrow.node;

import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.SystemDataRegionConfiguration;
import org.apache.ignite.configuration.WALMode;

/** Where the records lie: in memory alone, or with a log and a store beside it in the work folder. */
final class Storage {
  private static final long MIB = 1 << 20;
  private static final long CHECKPOINT_EVERY_MS = 60_000;

  static DataStorageConfiguration of(Settings settings) {
    long size = settings.regionMiB() * MIB;
    boolean kept = settings.durability() != Settings.Durability.MEMORY;
    DataRegionConfiguration region =
        new DataRegionConfiguration()
            .setName("default")
            .setInitialSize(Math.min(size, 64 * MIB))
            .setMaxSize(size)
            .setPersistenceEnabled(kept);
    DataStorageConfiguration storage =
        new DataStorageConfiguration()
            .setDefaultDataRegionConfiguration(region)
            .setSystemDataRegionConfiguration(
                new SystemDataRegionConfiguration().setInitialSize(16 * MIB).setMaxSize(64 * MIB));
    if (!kept) return storage;
    region.setCheckpointPageBufferSize(Math.min(size, 64 * MIB));
    String log = settings.workFolder().resolve("log").toAbsolutePath().toString();
    return storage
        .setStoragePath(settings.workFolder().resolve("store").toAbsolutePath().toString())
        .setWalPath(log)
        // The same: its pieces are taken into use anew without being copied first.
        .setWalArchivePath(log)
        .setWalSegments(4)
        .setWalSegmentSize((int) (8 * MIB))
        .setMaxWalArchiveSize(256 * MIB)
        .setCheckpointFrequency(CHECKPOINT_EVERY_MS)
        .setWalMode(settings.durability() == Settings.Durability.FSYNC ? WALMode.FSYNC : WALMode.LOG_ONLY);
  }
}
