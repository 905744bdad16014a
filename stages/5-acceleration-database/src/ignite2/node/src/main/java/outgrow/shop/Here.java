package outgrow.shop;

import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** A task that is run by the node it is asked of. Argument and result are text. */
public abstract class Here extends ComputeTaskAdapter<String, String> {
  @IgniteInstanceResource private transient Ignite ignite;

  /** What a node does. */
  public abstract static class Work extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    @IgniteInstanceResource protected transient Ignite ignite;
    protected final String argument;

    protected Work(String argument) {
      this.argument = argument;
    }
  }

  protected abstract Work work(String argument);

  @Override
  public final Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
    return Map.of(work(argument), ignite.cluster().localNode());
  }

  @Override
  public final String reduce(List<ComputeJobResult> results) {
    return results.get(0).getData();
  }
}
