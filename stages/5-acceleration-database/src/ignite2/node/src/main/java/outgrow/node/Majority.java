package outgrow.node;

import java.util.Collection;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.TopologyValidator;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.util.typedef.internal.CU;
import org.apache.ignite.resources.IgniteInstanceResource;

/**
 * Writes need more than half of the nodes: a part that was cut off must not acknowledge what the rest never hears of. Half of how many
 * is what was set, or with records on disk all that have joined, where those are more.
 */
final class Majority implements TopologyValidator {
  private static final long serialVersionUID = 1;
  private final int of;
  @IgniteInstanceResource private transient Ignite ignite;

  Majority(int of) {
    this.of = of;
  }

  @Override
  public boolean validate(Collection<ClusterNode> nodes) {
    return isOne(nodes.stream().filter(node -> !node.isClient()).count(), of(ignite, of));
  }

  /** Of how many nodes more than half are needed. Not by Ignite's public way, which is closed while a node joins. */
  static int of(Ignite ignite, int least) {
    if (!(ignite instanceof IgniteEx node) || !CU.isPersistenceEnabled(node.configuration())) return least;
    var baseline = node.context().state().clusterState().baselineTopology();
    return baseline == null ? least : Math.max(least, baseline.consistentIds().size());
  }

  static boolean isOne(long servers, int of) {
    return servers * 2 > of;
  }
}
