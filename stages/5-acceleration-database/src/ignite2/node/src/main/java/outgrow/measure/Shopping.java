package outgrow.measure;

import static org.apache.ignite.transactions.TransactionConcurrency.PESSIMISTIC;
import static org.apache.ignite.transactions.TransactionIsolation.REPEATABLE_READ;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.transactions.Transaction;

/** One buyer on one node, who buys and looks only where the data lies: what the node is not the primary of is left to the others. */
final class Shopping {
  private final Ignite ignite;
  private final Placement placement;
  private final Random random = new Random();
  private long partitions;
  private long nodes;

  Shopping(Ignite ignite, Placement placement) {
    this.ignite = ignite;
    this.placement = placement;
  }

  /** @return histogram (compressed), runs, seconds, messages, partitions and nodes, each summed over all runs */
  Map<String, Object> run(String workload, JsonNode settings) throws Exception {
    long messages = messagesSent();
    List<String> customers = new ArrayList<>();
    for (int at = 0; at < Placement.CUSTOMERS; at++) if (placement != Placement.BY_CUSTOMER || isHere("c" + at)) customers.add("c" + at);
    List<String> merchants = new ArrayList<>();
    boolean byMerchant = placement == Placement.BY_MERCHANT || placement == Placement.REFERENCE_PARTITIONED;
    for (int at = 0; at < Placement.MERCHANTS; at++) if (!byMerchant || isHere("m" + at)) merchants.add("m" + at);
    if (customers.isEmpty() || merchants.isEmpty()) throw new IllegalStateException("nothing to measure lies on " + ignite.name());
    Timed timed = Timed.run(settings, workload.equals("place") ? new Placing(merchants, customers) : new Looking(customers));
    ByteBuffer bytes = ByteBuffer.allocate(timed.histogram.getNeededByteBufferCapacity());
    timed.histogram.encodeIntoCompressedByteBuffer(bytes);
    Map<String, Object> done = new HashMap<>();
    done.put("histogram", Arrays.copyOf(bytes.array(), bytes.position()));
    done.put("runs", timed.allRuns);
    done.put("seconds", timed.seconds);
    done.put("messages", messagesSent() - messages);
    done.put("partitions", partitions);
    done.put("nodes", nodes);
    return done;
  }

  private final class Placing implements Timed.Step {
    private final List<String> merchants;
    private final List<String> customers;
    private String merchantId;
    private String categoryId;
    private Object orderKey;
    private List<Object> stock;

    Placing(List<String> merchants, List<String> customers) {
      this.merchants = merchants;
      this.customers = customers;
    }

    @Override
    public void prepare(int at) {
      merchantId = oneOf(merchants);
      categoryId = "t" + random.nextInt(Placement.TAX_RATES);
      orderKey = orderHere(merchantId, oneOf(customers));
      int sku = random.nextInt(Placement.PRODUCTS);
      Object other = Placement.stockKey(ignite, merchantId, "p" + (sku + 1) % Placement.PRODUCTS);
      stock = List.of(Placement.stockKey(ignite, merchantId, "p" + sku), other);
      count(placement.touchedBy(ignite, stock, merchantId, orderKey, categoryId));
    }

    @Override
    public void run(int at) {
      // Reference data is read without a lock, wherever it lies.
      long rate = Placement.cache(ignite, "TAX_RATES").get(categoryId);
      try (Transaction transaction = ignite.transactions().txStart(PESSIMISTIC, REPEATABLE_READ, WAITS_MS, 0)) {
        // The balance is locked first, so that two buyers at one merchant never hold what the other waits for.
        long balance = Placement.cache(ignite, "BALANCES").get(merchantId);
        for (Object key : stock) Placement.cache(ignite, "STOCK").put(key, Placement.cache(ignite, "STOCK").get(key) - 1);
        Placement.cache(ignite, "BALANCES").put(merchantId, balance + rate);
        Placement.cache(ignite, "ORDERS").put(orderKey, rate);
        transaction.commit();
      }
    }
  }

  private final class Looking implements Timed.Step {
    private final List<String> customers;
    private String customerId;

    Looking(List<String> customers) {
      this.customers = customers;
    }

    @Override
    public void prepare(int at) {
      customerId = oneOf(customers);
      count(placement.ofCustomer(ignite, customerId));
    }

    @Override
    public void run(int at) {
      if (Placement.sql(ignite, LOOK, customerId).isEmpty()) throw new IllegalStateException(customerId + " has orders and none was found");
    }
  }

  private void count(Collection<Integer> touched) {
    partitions += touched.size();
    nodes += Placement.nodesOf(ignite, touched);
  }

  /** The key of an order that is to be placed here. */
  private Object orderHere(String merchantId, String customerId) {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      Object key = Placement.orderKey(ignite, UUID.randomUUID().toString(), merchantId, customerId);
      if (isHere(placement.anchor(merchantId, customerId, key))) return key;
    }
    throw new IllegalStateException("no order lies on " + ignite.name());
  }

  private boolean isHere(Object anchor) {
    ClusterNode here = ignite.cluster().localNode();
    return Placement.affinity(ignite, "ORDERS").isPrimary(here, anchor);
  }

  private String oneOf(List<String> ids) {
    return ids.get(random.nextInt(ids.size()));
  }

  private long messagesSent() {
    return ((TcpCommunicationSpi) ignite.configuration().getCommunicationSpi()).getSentMessagesCount();
  }

  /** Longer than the shop waits: a buyer who gave up would end the measure. */
  private static final long WAITS_MS = 20_000;

  private static final String LOOK =
      "SELECT ORDER_ID, MERCHANT_ID, TOTAL_MINOR FROM MEASURED_ORDERS WHERE CUSTOMER_ID = ? ORDER BY ORDER_ID DESC LIMIT 10";
}
