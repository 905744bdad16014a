package outgrow.measure;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import outgrow.shop.AtMerchant;
import outgrow.shop.TextTask;

/**
 * Measures transactions where the data lies: on the primary node of `merchantId`, where one is given. The argument is JSON with
 * `what`: floor, keys, plain, order or writers; the result is JSON, figures by name.
 */
public final class InNode extends TextTask {
  private static final long serialVersionUID = 1;

  @Override
  protected ClusterNode place(Ignite ignite, String argument) {
    JsonNode merchantId = Json.read(argument).path("merchantId");
    return merchantId.isMissingNode() ? ignite.cluster().localNode() : AtMerchant.primaryOf(ignite, merchantId.asText());
  }

  @Override
  protected String answer(Ignite ignite, String argument) throws Exception {
    JsonNode settings = Json.read(argument);
    String what = settings.path("what").asText();
    return Json.write(
        switch (what) {
          case "floor" -> Floor.getAndTwoPuts(ignite, settings);
          case "keys" -> Floor.keys(ignite, settings);
          case "plain" -> PlainOrder.measure(ignite, settings);
          case "order" -> Orders.measure(ignite, settings);
          case "writers" -> Orders.measureWriters(ignite, settings);
          default -> throw new IllegalArgumentException("nothing is measured by the name of " + what);
        });
  }
}
