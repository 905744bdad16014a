package outgrow.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;
import outgrow.shop.TextTask;

/**
 * Measures one placement: orders that are placed, then a customer's orders that are read, by one buyer on each node. The argument is
 * JSON with `placement`, the result JSON, figures by name. Throws where the sums are not right afterwards.
 */
public final class Placements extends TextTask {
  private static final long serialVersionUID = 1;

  @Override
  protected String answer(Ignite ignite, String argument) {
    return new Measuring(ignite, argument).run();
  }

  private static final class Measuring {
    private final Ignite ignite;
    private final String argument;

    Measuring(Ignite ignite, String argument) {
      this.ignite = ignite;
      this.argument = argument;
    }

    String run() {
      JsonNode settings = Json.read(argument);
      Placement placement = Placement.valueOf(settings.path("placement").asText());
      try {
        placement.make(ignite);
        fill();
        Map<String, Object> figures = new LinkedHashMap<>();
        int placed = measured("Place", placement, figures);
        requireSums(placed);
        measured("Read", placement, figures);
        return Json.write(figures);
      } finally {
        Placement.remove(ignite);
      }
    }

    private void fill() {
      for (int at = 0; at < Placement.TAX_RATES; at++) Placement.cache(ignite, "TAX_RATES").put("t" + at, 100L + at);
      try (IgniteDataStreamer<Object, Long> stock = Placement.streamer(ignite, "STOCK");
          IgniteDataStreamer<Object, Long> balances = Placement.streamer(ignite, "BALANCES");
          IgniteDataStreamer<Object, Long> orders = Placement.streamer(ignite, "ORDERS")) {
        for (int merchant = 0; merchant < Placement.MERCHANTS; merchant++) {
          String merchantId = "m" + merchant;
          balances.addData(merchantId, 0L);
          for (int sku = 0; sku < Placement.PRODUCTS; sku++) {
            stock.addData(Placement.stockKey(ignite, merchantId, "p" + sku), Placement.STOCK);
          }
        }
        // Orders of nothing from before, so that whoever looks finds some whatever was placed.
        for (int at = 0; at < ORDERS_BEFORE; at++) {
          String merchantId = "m" + at % Placement.MERCHANTS;
          orders.addData(Placement.orderKey(ignite, "before-" + at, merchantId, "c" + at % Placement.CUSTOMERS), 0L);
        }
      }
    }

    /** @return how often it ran, on all nodes */
    private int measured(String workload, Placement placement, Map<String, Object> figures) {
      Collection<Map<String, Object>> all =
          ignite.compute(ignite.cluster().forServers()).broadcast(new Buyer(placement.name(), workload.toLowerCase(), argument));
      Histogram histogram = new Histogram(60_000_000_000L, 3);
      int runs = 0;
      double perSecond = 0;
      Map<String, Long> sums = new TreeMap<>();
      for (Map<String, Object> one : all) {
        Histogram own = histogramOf((byte[]) one.get("histogram"));
        histogram.add(own);
        runs += (Integer) one.get("runs");
        perSecond += own.getTotalCount() / (Double) one.get("seconds");
        for (String name : new String[] {"messages", "partitions", "nodes"}) sums.merge(name, (Long) one.get(name), Long::sum);
      }
      figures.put(workload + "P50Us", histogram.getValueAtPercentile(50) / 1e3);
      figures.put(workload + "P99Us", histogram.getValueAtPercentile(99) / 1e3);
      figures.put(workload + "PerSecond", perSecond);
      figures.put(workload + "Partitions", sums.get("partitions") / (double) runs);
      figures.put(workload + "Nodes", sums.get("nodes") / (double) runs);
      figures.put(workload + "Messages", sums.get("messages") / (double) runs);
      return runs;
    }

    /** Every order took two units and brought its rate to its merchant, or the placement has lost something. */
    private void requireSums(int placed) {
      long orders = sum("SELECT COUNT(*) FROM MEASURED_ORDERS") - ORDERS_BEFORE;
      long taken =
          Placement.STOCK * Placement.MERCHANTS * Placement.PRODUCTS - sum("SELECT SUM(UNITS) FROM MEASURED_STOCK");
      long totals = sum("SELECT SUM(TOTAL_MINOR) FROM MEASURED_ORDERS");
      long balances = sum("SELECT SUM(BALANCE_MINOR) FROM MEASURED_BALANCES");
      if (orders == placed && taken == 2L * placed && totals == balances) return;
      throw new IllegalStateException(
          "the sums are wrong: %d orders placed, %d stored, %d units taken, balances of %d for orders of %d"
              .formatted(placed, orders, taken, balances, totals));
    }

    private long sum(String sql) {
      return ((Number) Placement.sql(ignite, sql).get(0).get(0)).longValue();
    }

    private static Histogram histogramOf(byte[] bytes) {
      try {
        return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
      } catch (DataFormatException error) {
        throw new IllegalStateException(error);
      }
    }
  }

  private static final class Buyer implements IgniteCallable<Map<String, Object>> {
    private static final long serialVersionUID = 1;
    private final String placement;
    private final String workload;
    private final String argument;
    @IgniteInstanceResource private transient Ignite ignite;

    Buyer(String placement, String workload, String argument) {
      this.placement = placement;
      this.workload = workload;
      this.argument = argument;
    }

    @Override
    public Map<String, Object> call() throws Exception {
      return new Shopping(ignite, Placement.valueOf(placement)).run(workload, Json.read(argument));
    }
  }

  private static final int ORDERS_BEFORE = 4_000;
}
