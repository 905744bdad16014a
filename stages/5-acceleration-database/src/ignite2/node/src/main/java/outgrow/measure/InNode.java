package outgrow.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/**
 * Measures transactions where the data lies: on the primary node of `merchantId`, where one is given. The argument is JSON with
 * `what`: floor, keys, plain, order or writers; the result is JSON, figures by name.
 */
public final class InNode extends ComputeTaskAdapter<String, String> {
  @IgniteInstanceResource private transient Ignite ignite;

  @Override
  public Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
    JsonNode merchantId = Json.read(argument).path("merchantId");
    ClusterNode node =
        merchantId.isMissingNode() ? ignite.cluster().localNode() : ignite.affinity("HEADS").mapKeyToNode(merchantId.asText());
    return Map.of(new Job(argument), node);
  }

  @Override
  public String reduce(List<ComputeJobResult> results) {
    return results.get(0).getData();
  }

  private static final class Job extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    private final String argument;
    @IgniteInstanceResource private transient Ignite ignite;

    Job(String argument) {
      this.argument = argument;
    }

    @Override
    public Object execute() {
      JsonNode settings = Json.read(argument);
      String what = settings.path("what").asText();
      try {
        return Json.write(
            switch (what) {
              case "floor" -> Floor.getAndTwoPuts(ignite, settings);
              case "keys" -> Floor.keys(ignite, settings);
              case "plain" -> PlainOrder.measure(ignite, settings);
              case "order" -> Orders.measure(ignite, settings);
              case "writers" -> Orders.measureWriters(ignite, settings);
              default -> throw new IllegalArgumentException("nothing is measured by the name of " + what);
            });
      } catch (RuntimeException error) {
        throw error;
      } catch (Exception error) {
        throw new IllegalStateException(what + " could not be measured: " + error.getMessage(), error);
      }
    }
  }
}
