package outgrow.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** How many writes have not followed to the database yet, over all nodes; 0 where all are written through. */
public final class Unwritten extends ComputeTaskAdapter<String, String> {
  @Override
  public Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
    Map<ComputeJob, ClusterNode> jobs = new HashMap<>();
    for (ClusterNode node : nodes) jobs.put(new Counting(), node);
    return jobs;
  }

  @Override
  public String reduce(List<ComputeJobResult> results) {
    return Long.toString(results.stream().mapToLong(result -> result.<Long>getData()).sum());
  }

  /** On this node. */
  static long on(Ignite ignite) {
    return ignite.cacheNames().stream().mapToLong(name -> on(ignite, name)).sum();
  }

  /** On this node, of one cache. */
  static long on(Ignite ignite, String name) {
    // -1 where it writes through.
    return Math.max(0, ignite.cache(name).localMetrics().getWriteBehindBufferSize());
  }

  private static final class Counting extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    @IgniteInstanceResource private transient Ignite ignite;

    @Override
    public Long execute() {
      return on(ignite);
    }
  }
}
