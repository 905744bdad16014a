package outgrow.node;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.CacheGroupContext;
import org.apache.ignite.internal.processors.cache.GridCacheProcessor;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionFullMap;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionMap;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionState;

/** How the partitions of all caches lie over the nodes, as far as this node has heard. */
record Partitions(int moving, int movingHere, Map<String, Integer> lost, boolean isExchanging, boolean isSettling) {
  static Partitions of(Ignite ignite) {
    GridCacheProcessor caches = ((IgniteEx) ignite).context().cache();
    var exchange = caches.context().exchange();
    AffinityTopologyVersion ready = exchange.readyAffinityVersion();
    boolean exchanging = exchange.hasPendingExchange() || ready.topologyVersion() < ignite.cluster().topologyVersion();
    boolean settling = exchanging;
    int moving = 0;
    int here = 0;
    Map<String, Integer> lost = new TreeMap<>();
    for (CacheGroupContext group : caches.cacheGroups()) {
      GridDhtPartitionFullMap nodes = group.topology().partitionMap(false);
      if (nodes == null) {
        settling = true; // The group is being made.
        continue;
      }
      for (GridDhtPartitionMap node : nodes.values()) moving += movingIn(node);
      GridDhtPartitionMap own = nodes.get(ignite.cluster().localNode().id());
      if (own != null) here += movingIn(own);
      Set<Integer> gone = group.topology().lostPartitions();
      if (!gone.isEmpty()) lost.put(group.cacheOrGroupName(), gone.size());
      // Data is served from where it lay before until all of it has moved; what is lost does not move.
      else settling |= !group.affinity().partitionPrimariesDifferentToIdeal(group.affinity().lastVersion()).isEmpty();
    }
    return new Partitions(moving, here, lost, exchanging, settling);
  }

  int lostInAll() {
    return lost.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int movingIn(GridDhtPartitionMap partitions) {
    if (!partitions.hasMovingPartitions()) return 0;
    return (int)
        partitions.entrySet().stream().filter(each -> each.getValue() == GridDhtPartitionState.MOVING).count();
  }
}
