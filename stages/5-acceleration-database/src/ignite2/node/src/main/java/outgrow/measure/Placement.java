package outgrow.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cache.query.SqlFieldsQuery;

/**
 * A small shop of four tables whose records lie together in one way or another: stock, balances, orders, tax rates. It is made for
 * a measure and removed after it.
 */
enum Placement {
  /** All of a merchant together, tax rates on every node. */
  BY_MERCHANT("MERCHANT_ID", "MERCHANT_ID", "REFERENCE"),
  /** Every record by its own key, as where nobody thought about it: an order by its id. */
  BY_ORDER(null, "ORDER_ID", "REFERENCE"),
  /** Orders with their customer, what is sold with its merchant. */
  BY_CUSTOMER("MERCHANT_ID", "CUSTOMER_ID", "REFERENCE"),
  /** As by merchant, but each tax rate on one node alone. */
  REFERENCE_PARTITIONED("MERCHANT_ID", "MERCHANT_ID", "SHOP");

  static final int MERCHANTS = 60;
  static final int PRODUCTS = 20;
  static final int CUSTOMERS = 200;
  static final int TAX_RATES = 10;
  static final long STOCK = 1_000_000;

  private static final String PREFIX = "MEASURED_";

  private final String stockBy;
  private final String ordersBy;
  private final String taxRates;

  Placement(String stockBy, String ordersBy, String taxRates) {
    this.stockBy = stockBy;
    this.ordersBy = ordersBy;
    this.taxRates = taxRates;
  }

  void make(Ignite ignite) {
    remove(ignite);
    table(ignite, "STOCK", "MERCHANT_ID VARCHAR, SKU VARCHAR, UNITS BIGINT, PRIMARY KEY (MERCHANT_ID, SKU)", "SHOP", true, stockBy);
    table(ignite, "BALANCES", "MERCHANT_ID VARCHAR PRIMARY KEY, BALANCE_MINOR BIGINT", "SHOP", false, null);
    table(
        ignite,
        "ORDERS",
        "ORDER_ID VARCHAR, MERCHANT_ID VARCHAR, CUSTOMER_ID VARCHAR, TOTAL_MINOR BIGINT,"
            + " PRIMARY KEY (ORDER_ID, MERCHANT_ID, CUSTOMER_ID)",
        "SHOP",
        true,
        ordersBy);
    table(ignite, "TAX_RATES", "CATEGORY_ID VARCHAR PRIMARY KEY, BASIS_POINTS BIGINT", taxRates, false, null);
    sql(ignite, "CREATE INDEX MEASURED_OF_CUSTOMER ON MEASURED_ORDERS (CUSTOMER_ID, ORDER_ID)");
  }

  static void remove(Ignite ignite) {
    for (String name : new String[] {"STOCK", "BALANCES", "ORDERS", "TAX_RATES"}) sql(ignite, "DROP TABLE IF EXISTS " + PREFIX + name);
  }

  static List<List<?>> sql(Ignite ignite, String text, Object... arguments) {
    return ignite.cache("HEADS").query(new SqlFieldsQuery(text).setSchema("PUBLIC").setArgs(arguments)).getAll();
  }

  static IgniteCache<Object, Long> cache(Ignite ignite, String name) {
    return ignite.cache(PREFIX + name).withKeepBinary();
  }

  static IgniteDataStreamer<Object, Long> streamer(Ignite ignite, String name) {
    IgniteDataStreamer<Object, Long> streamer = ignite.dataStreamer(PREFIX + name);
    streamer.keepBinary(true);
    return streamer;
  }

  /** What of an order says where it lies: the transaction is sent there. */
  Object anchor(String merchantId, String customerId, Object orderKey) {
    return switch (this) {
      case BY_MERCHANT, REFERENCE_PARTITIONED -> merchantId;
      case BY_CUSTOMER -> customerId;
      case BY_ORDER -> orderKey;
    };
  }

  /** The partitions that an order touches. All tables are cut the same way, so a partition is where its number says, in all of them. */
  Set<Integer> touchedBy(Ignite ignite, List<Object> stockKeys, String merchantId, Object orderKey, String categoryId) {
    Set<Integer> touched = new HashSet<>();
    for (Object key : stockKeys) touched.add(affinity(ignite, "STOCK").partition(key));
    touched.add(affinity(ignite, "BALANCES").partition(merchantId));
    touched.add(affinity(ignite, "ORDERS").partition(orderKey));
    if (this == REFERENCE_PARTITIONED) touched.add(affinity(ignite, "TAX_RATES").partition(categoryId));
    return touched;
  }

  /** The partitions that can hold orders of one customer. */
  List<Integer> ofCustomer(Ignite ignite, String customerId) {
    Affinity<Object> orders = affinity(ignite, "ORDERS");
    if (this == BY_CUSTOMER) return List.of(orders.partition(customerId));
    List<Integer> all = new ArrayList<>();
    for (int partition = 0; partition < orders.partitions(); partition++) all.add(partition);
    return all;
  }

  static Affinity<Object> affinity(Ignite ignite, String name) {
    return ignite.affinity(PREFIX + name);
  }

  /** How many nodes are the primaries of these partitions. */
  static int nodesOf(Ignite ignite, Collection<Integer> partitions) {
    Set<Object> nodes = new HashSet<>();
    for (int partition : partitions) nodes.add(affinity(ignite, "ORDERS").mapPartitionToNode(partition).id());
    return nodes.size();
  }

  static Object stockKey(Ignite ignite, String merchantId, String sku) {
    return ignite.binary().builder(PREFIX + "STOCK_KEY").setField("MERCHANT_ID", merchantId).setField("SKU", sku).build();
  }

  static Object orderKey(Ignite ignite, String orderId, String merchantId, String customerId) {
    return ignite
        .binary()
        .builder(PREFIX + "ORDERS_KEY")
        .setField("ORDER_ID", orderId)
        .setField("MERCHANT_ID", merchantId)
        .setField("CUSTOMER_ID", customerId)
        .build();
  }

  private static void table(Ignite ignite, String name, String columns, String template, boolean hasKeyType, String affinityKey) {
    String with = "TEMPLATE=" + template + ",WRAP_VALUE=false,CACHE_NAME=" + PREFIX + name;
    if (hasKeyType) with += ",KEY_TYPE=" + PREFIX + name + "_KEY";
    if (affinityKey != null) with += ",AFFINITY_KEY=" + affinityKey;
    sql(ignite, "CREATE TABLE " + PREFIX + name + " (" + columns + ") WITH \"" + with + "\"");
  }
}
