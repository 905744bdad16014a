package outgrow.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.ignite.configuration.BinaryConfiguration;
import org.apache.ignite.configuration.ClientConnectorConfiguration;
import org.apache.ignite.configuration.ExecutorConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.ThinClientConfiguration;
import org.apache.ignite.configuration.TransactionConfiguration;
import org.apache.ignite.failure.StopNodeOrHaltFailureHandler;
import org.apache.ignite.logger.slf4j.Slf4jLogger;
import org.apache.ignite.plugin.segmentation.SegmentationPolicy;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.TcpDiscoveryIpFinder;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** Ignite's own settings, for a machine of few cores. Made anew for each start, as Ignite keeps what it is given. */
final class Configuration {
  private static final long JOIN_TIMEOUT_MS = 60_000;
  private static final long NETWORK_TIMEOUT_MS = 3_000;
  /** A process that was stopped for a while finds its workers late once it goes on: none of them is blocked. */
  private static final long BLOCKED_WORKER_MS = 60_000;

  static IgniteConfiguration of(Settings settings) {
    return new IgniteConfiguration()
        .setIgniteInstanceName(settings.node())
        .setConsistentId(settings.node())
        .setWorkDirectory(settings.workFolder().toAbsolutePath().toString())
        .setGridLogger(new Slf4jLogger())
        .setLocalHost(membersHost(settings))
        .setDiscoverySpi(discovery(settings))
        .setCommunicationSpi(communication(settings))
        .setClientConnectorConfiguration(clients(settings))
        .setConnectorConfiguration(null)
        .setDataStorageConfiguration(Storage.of(settings))
        .setCacheConfiguration(Caches.of(settings))
        .setBinaryConfiguration(new BinaryConfiguration().setCompactFooter(true))
        .setTransactionConfiguration(
            new TransactionConfiguration()
                .setDefaultTxTimeout(settings.waitsMs())
                .setTxTimeoutOnPartitionMapExchange(settings.waitsMs()))
        .setFailureDetectionTimeout(settings.failureMs())
        // Ignite wants it to be below, or checks in vain.
        .setMetricsUpdateFrequency(settings.failureMs() / 2)
        .setSystemWorkerBlockedTimeout(BLOCKED_WORKER_MS)
        .setNetworkTimeout(NETWORK_TIMEOUT_MS)
        .setSegmentationPolicy(SegmentationPolicy.STOP)
        .setFailureHandler(new StopNodeOrHaltFailureHandler())
        .setPeerClassLoadingEnabled(false)
        .setMetricsLogFrequency(0)
        .setPublicThreadPoolSize(16)
        .setExecutorConfiguration(new ExecutorConfiguration(Pulse.EXECUTOR).setSize(1))
        .setStripedPoolSize(4)
        .setSystemThreadPoolSize(8)
        .setQueryThreadPoolSize(4)
        .setDataStreamerThreadPoolSize(2)
        .setManagementThreadPoolSize(2)
        .setAsyncCallbackPoolSize(2)
        .setServiceThreadPoolSize(2)
        .setUtilityCachePoolSize(2)
        .setBuildIndexThreadPoolSize(2)
        .setSnapshotThreadPoolSize(1)
        .setRebalanceThreadPoolSize(2);
  }

  /** Where the nodes reach one another: on all addresses each would have to try those of the others that lead nowhere. */
  static String membersHost(Settings settings) {
    if (!settings.host().equals("0.0.0.0")) return settings.host();
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new IllegalStateException("HOST is 0.0.0.0, and this machine's own name has no address for the other nodes.", unknown);
    }
  }

  private static TcpDiscoveryIpFinder finder(Settings settings) {
    if (settings.discoveryFolder() == null) return new TcpDiscoveryVmIpFinder().setAddresses(settings.discoveryHosts());
    return new AddressFolder().setPath(settings.discoveryFolder().resolve("addresses").toAbsolutePath().toString());
  }

  private static TcpDiscoverySpi discovery(Settings settings) {
    return new TcpDiscoverySpi()
        .setLocalPort(settings.discoveryPort())
        .setLocalPortRange(0)
        .setJoinTimeout(JOIN_TIMEOUT_MS)
        .setIpFinder(finder(settings));
  }

  private static TcpCommunicationSpi communication(Settings settings) {
    return new TcpCommunicationSpi()
        .setLocalPort(settings.communicationPort())
        .setLocalPortRange(0)
        .setSelectorsCount(2)
        .setMessageQueueLimit(4_096);
  }

  private static ClientConnectorConfiguration clients(Settings settings) {
    return new ClientConnectorConfiguration()
        .setHost(settings.host())
        .setPort(settings.clientPort())
        .setPortRange(0)
        // A client's transaction that waits for a lock holds its thread.
        .setThreadPoolSize(32)
        .setSelectorCount(2)
        .setThinClientConfiguration(
            new ThinClientConfiguration().setMaxActiveTxPerConnection(256).setMaxActiveComputeTasksPerConnection(1_024));
  }
}
