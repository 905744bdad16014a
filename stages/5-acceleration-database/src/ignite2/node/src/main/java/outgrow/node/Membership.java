package outgrow.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.BaselineNode;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node into the cluster that keeps data on disk, and keeps it there. Without a disk Ignite does all of it by itself.
 * `step` is called again and again, as what it does can fail while others join or leave.
 */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final long STANDS_STILL_NS = 4_000_000_000L;
  private static final int MOST_ASKED = 2;
  private final Ignite ignite;
  private final boolean kept;
  private final Runnable startAgain;
  private String told = "";
  private int movingBefore;
  private long movingSince;
  private int asked;

  /** @param startAgain what a node does that has its records on disk and is given no copy of what is newer elsewhere */
  Membership(Ignite ignite, Settings settings, Runnable startAgain) {
    this.ignite = ignite;
    this.startAgain = startAgain;
    this.kept = settings.durability() != Settings.Durability.MEMORY;
  }

  void step() {
    if (ignite.cluster().state() == ClusterState.INACTIVE) {
      // Active by itself once all are back that it was active with: fewer could hold older copies than those that are missing.
      if (isOldest() && (!kept || baseline().isEmpty())) ignite.cluster().state(ClusterState.ACTIVE);
      return;
    }
    if (kept && !names(baseline()).contains(ownName())) join();
    Partitions partitions = Partitions.of(ignite);
    if (isOldest()) takeUpLost(partitions);
    goOnCopying(partitions.movingHere());
  }

  /**
   * What others copy to this node can stand still for ever: where one of them left in the middle of it, it is asked for anew; where what was
   * lost was taken up again, that helps as little, but a node that joins is given all it lacks.
   */
  private void goOnCopying(int moving) {
    long now = System.nanoTime();
    if (moving == 0 || moving != movingBefore) {
      movingBefore = moving;
      movingSince = now;
      asked = 0;
    } else if (now - movingSince > STANDS_STILL_NS) {
      movingSince = now;
      if (kept && asked == MOST_ASKED) startAgain.run();
      asked++;
      LOG.warn("{} partitions have stood still on their way to this node: they are asked for anew.", moving);
      for (String cache : ignite.cacheNames()) ignite.cache(cache).rebalance();
    }
  }

  /** Why this node is of no use yet; empty where it is. */
  String lacks() {
    if (ignite.cluster().state() == ClusterState.INACTIVE)
      return "the cluster is inactive: start " + missing() + ", which belonged to it when it went down";
    if (kept && !names(baseline()).contains(ownName())) return "the node is not in the cluster's baseline yet";
    // No table can be made meanwhile.
    if (((IgniteEx) ignite).context().state().clusterState().transition()) return "the cluster is changing its baseline";
    Partitions partitions = Partitions.of(ignite);
    if (partitions.moving() > 0) return partitions.moving() + " partitions are still being copied";
    if (partitions.isSettling()) return "the nodes have not yet agreed on who holds what";
    if (!partitions.lost().isEmpty()) return "partitions are lost: " + partitions.lost() + (kept ? ", until all nodes are back" : "");
    for (String cache : ignite.cacheNames())
      if (!ignite.cache(cache).indexReadyFuture().isDone()) return "the indexes of " + cache + " are being built";
    return "";
  }

  /** Nobody is taken out: a node that is away has its data with it. */
  private void join() {
    Collection<BaselineNode> nodes = new ArrayList<>(baseline());
    Set<Object> known = names(nodes);
    for (ClusterNode server : ignite.cluster().forServers().nodes()) if (!known.contains(server.consistentId())) nodes.add(server);
    ignite.cluster().setBaselineTopology(nodes);
  }

  /** Whatever both copies of was away is whole again once every node is back, if they keep it on disk. In memory it is gone. */
  private void takeUpLost(Partitions partitions) {
    if (partitions.lost().isEmpty()) {
      told = "";
      return;
    }
    // No caches settle while partitions of any are lost, so that is not waited for.
    if (kept && missing().isEmpty() && !partitions.isExchanging()) {
      List<String> caches = cachesOf(partitions.lost().keySet());
      LOG.warn("All nodes are back: what was lost of {} is taken up again.", caches);
      ignite.resetLostPartitions(caches);
      return;
    }
    String now = partitions.lost().toString();
    if (now.equals(told)) return;
    told = now;
    if (kept) LOG.error("Partitions without a copy: {}. Reading and writing them fails until {} is back.", now, missing());
    else LOG.error("Partitions are lost with the memory of their nodes: {}. Load them anew, in a new cluster.", now);
  }

  private List<String> cachesOf(Set<String> groups) {
    return ignite.cacheNames().stream().filter(cache -> groups.contains(groupOf(cache))).sorted().toList();
  }

  private String groupOf(String cache) {
    return ((IgniteEx) ignite).context().cache().cacheDescriptor(cache).groupDescriptor().cacheOrGroupName();
  }

  private Set<Object> missing() {
    Set<Object> names = names(baseline());
    names.removeAll(ignite.cluster().forServers().nodes().stream().map(ClusterNode::consistentId).toList());
    return names;
  }

  private boolean isOldest() {
    return ignite.cluster().forServers().nodes().stream().min(Comparator.comparingLong(ClusterNode::order)).orElseThrow().isLocal();
  }

  private Object ownName() {
    return ignite.cluster().localNode().consistentId();
  }

  private Collection<BaselineNode> baseline() {
    Collection<BaselineNode> nodes = ignite.cluster().currentBaselineTopology();
    return nodes == null ? List.of() : nodes;
  }

  private static Set<Object> names(Collection<BaselineNode> nodes) {
    return nodes.stream().map(BaselineNode::consistentId).collect(Collectors.toCollection(TreeSet::new));
  }
}
