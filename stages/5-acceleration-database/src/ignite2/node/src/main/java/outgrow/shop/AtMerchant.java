package outgrow.shop;

import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeJobResultPolicy;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** A task of one job, sent to the primary node of a merchant's head. */
public abstract class AtMerchant extends ComputeTaskAdapter<String, String> {
  @IgniteInstanceResource private transient Ignite ignite;

  /** The merchant the argument names. */
  protected abstract String merchantOf(String argument) throws Exception;

  protected abstract ComputeJob job(String argument) throws Exception;

  @Override
  public final Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
    try {
      ClusterNode primary = ignite.affinity(Tables.HEADS).mapKeyToNode(merchantOf(argument));
      // Where no node holds it, the job says so, as it says whatever else keeps it from its records.
      return Map.of(job(argument), primary == null ? ignite.cluster().localNode() : primary);
    } catch (Exception e) {
      throw new IgniteException("Cannot send the task to a merchant's node: " + e.getMessage(), e);
    }
  }

  /** Never sent to another node after a failure: the caller, who knows the time it has left, asks again. */
  @Override
  public final ComputeJobResultPolicy result(ComputeJobResult result, List<ComputeJobResult> received) {
    if (result.getException() != null) throw result.getException();
    return ComputeJobResultPolicy.WAIT;
  }

  @Override
  public final String reduce(List<ComputeJobResult> results) {
    return results.get(0).getData();
  }
}
