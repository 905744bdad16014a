package outgrow.shop;

import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeJobResultPolicy;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** A task that one node answers: argument and result are text. Without a place of its own it is the node it is asked of. */
public abstract class TextTask extends ComputeTaskAdapter<String, String> {
  private static final long serialVersionUID = 1;
  @IgniteInstanceResource private transient Ignite ignite;

  /** The node that answers. */
  protected ClusterNode place(Ignite ignite, String argument) throws Exception {
    return ignite.cluster().localNode();
  }

  /** What that node answers; it has only what it is given. */
  protected abstract String answer(Ignite ignite, String argument) throws Exception;

  @Override
  public final Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
    try {
      return Map.of(new Job(this, argument), place(ignite, argument));
    } catch (Exception e) {
      throw new IgniteException("Cannot send the task to its node: " + e.getMessage(), e);
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

  private static final class Job extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    private final TextTask task;
    private final String argument;
    @IgniteInstanceResource private transient Ignite ignite;

    Job(TextTask task, String argument) {
      this.task = task;
      this.argument = argument;
    }

    @Override
    public String execute() {
      try {
        return task.answer(ignite, argument);
      } catch (RuntimeException error) {
        throw error;
      } catch (Exception error) {
        throw new IgniteException(task.getClass().getSimpleName() + " failed: " + error.getMessage(), error);
      }
    }
  }
}
