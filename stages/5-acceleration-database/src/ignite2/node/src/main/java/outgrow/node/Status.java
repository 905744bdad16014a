package outgrow.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;

/** What the node tells of itself, as JSON. The totals begin anew with each start of it. */
final class Status {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param isConfirmed whether the others know this node as one of them: what it believes of its cluster counts for nothing otherwise */
  static String of(Ignite ignite, String lacks, boolean isConfirmed) throws Exception {
    Partitions partitions = Partitions.of(ignite);
    TcpCommunicationSpi wire = (TcpCommunicationSpi) ignite.configuration().getCommunicationSpi();
    Runtime jvm = Runtime.getRuntime();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("node", ignite.name());
    status.put("version", ignite.version().toString().replaceFirst("[#-].*", ""));
    status.put("active", ignite.cluster().state() != ClusterState.INACTIVE);
    status.put("servers", isConfirmed ? ignite.cluster().forServers().nodes().size() : 0);
    status.put("topologyVersion", ignite.cluster().topologyVersion());
    status.put("ready", lacks.isEmpty());
    if (!lacks.isEmpty()) status.put("lacks", lacks);
    status.put("partitionsMoving", partitions.moving());
    status.put("partitionsLost", partitions.lostInAll());
    status.put("messagesSentTotal", Integer.toUnsignedLong(wire.getSentMessagesCount()));
    status.put("bytesSentTotal", wire.getSentBytesCount());
    status.put("messagesReceivedTotal", Integer.toUnsignedLong(wire.getReceivedMessagesCount()));
    status.put("bytesReceivedTotal", wire.getReceivedBytesCount());
    status.put("heapUsedBytes", jvm.totalMemory() - jvm.freeMemory());
    status.put("offheapUsedBytes", offheap(ignite));
    status.put("transactionsCommittedTotal", ignite.transactions().metrics().txCommits());
    status.put("transactionsRolledBackTotal", ignite.transactions().metrics().txRollbacks());
    return JSON.writeValueAsString(status);
  }

  private static long offheap(Ignite ignite) throws IgniteCheckedException {
    var memory = ((IgniteEx) ignite).context().cache().context().database().dataRegion(null).pageMemory();
    return memory.loadedPages() * memory.pageSize();
  }
}
