package outgrow.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import outgrow.shop.Command;

/** Orders of two lines at one merchant as the shop places them, decided by its rules in GraalJS. */
final class Orders {
  /** One after the other, in one thread of the merchant's primary node. */
  static Map<String, Object> measure(Ignite ignite, JsonNode settings) throws Exception {
    return Timed.run(settings, new Order(ignite, settings)).figures();
  }

  /**
   * So many writers at once, all at this merchant: what they reach together, and the part of the slowest in percent of an even share.
   */
  static Map<String, Object> measureWriters(Ignite ignite, JsonNode settings) throws Exception {
    int writers = settings.path("writers").asInt(16);
    long warmUpMs = settings.path("warmUpMs").asLong(1_500);
    long runMs = settings.path("runMs").asLong(1_500);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int at = 0; at < writers * 8; at++) new Order(ignite, settings).place(at);
      long start = System.nanoTime() + warmUpMs * 1_000_000;
      long end = start + runMs * 1_000_000;
      List<Future<Long>> counting = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = writer;
        counting.add(
            threads.submit(
                () -> {
                  long count = 0;
                  Order order = new Order(ignite, settings);
                  for (int at = first; System.nanoTime() < end; at += writers) {
                    order.place(at);
                    long now = System.nanoTime();
                    if (now >= start && now < end) count++;
                  }
                  return count;
                }));
      }
      long all = 0;
      long fewest = Long.MAX_VALUE;
      for (Future<Long> count : counting) {
        long placed = count.get(warmUpMs + runMs + 30_000, TimeUnit.MILLISECONDS);
        all += placed;
        fewest = Math.min(fewest, placed);
      }
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("PerSecond", all / (runMs / 1e3));
      figures.put("SlowestPercent", all == 0 ? 0 : 100.0 * fewest * writers / all);
      return figures;
    } finally {
      threads.shutdownNow();
    }
  }

  /** An order, asked for and sent as an app does it. */
  private static final class Order implements Timed.Step {
    private final Ignite ignite;
    private final String merchantId;
    private final String customerId;
    private String command;
    private String firstKeys;

    Order(Ignite ignite, JsonNode settings) {
      this.ignite = ignite;
      merchantId = settings.path("merchantId").asText();
      customerId = settings.path("customerId").asText();
    }

    @Override
    public void prepare(int at) throws Exception {
      command = command(merchantId, customerId, at);
      firstKeys = Command.firstKeys(ignite, command);
    }

    @Override
    public void run(int at) {
      String reply = Command.run(ignite, firstKeys, command);
      if (!reply.startsWith("{\"reply\"")) throw new IllegalStateException("an order was answered " + reply);
    }

    void place(int at) throws Exception {
      prepare(at);
      run(at);
    }
  }

  /** Two of the merchant's products, other ones each time. */
  static String command(String merchantId, String customerId, int at) {
    UUID id = UUID.randomUUID();
    return ("{\"type\":\"place-order\",\"commandId\":\"%s\",\"fingerprint\":\"measured\",\"by\":\"measured\",\"merchantId\":\"%s\","
            + "\"customerId\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":1},{\"sku\":\"%s\",\"quantity\":1}]}")
        .formatted(id.toString().replace("-", ""), merchantId, customerId, sku(2 * at), sku(2 * at + 1));
  }

  /** The products of a measured merchant have these names. */
  static String sku(int at) {
    return "p" + at % PRODUCTS;
  }

  static final int PRODUCTS = 20;

  private Orders() {}
}
