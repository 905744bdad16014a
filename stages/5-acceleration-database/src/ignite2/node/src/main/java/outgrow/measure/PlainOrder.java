package outgrow.measure;

import static org.apache.ignite.transactions.TransactionConcurrency.PESSIMISTIC;
import static org.apache.ignite.transactions.TransactionIsolation.REPEATABLE_READ;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.binary.BinaryObjectBuilder;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.transactions.Transaction;

/**
 * What an order of two lines reads and writes, in plain Java: the same records of the same tables, no JSON and no rule. It is what
 * `decide` in GraalJS is measured beside; what it writes is no order of the shop, and is removed after it.
 */
final class PlainOrder {
  private final Ignite ignite;
  private final String merchantId;
  private final String customerId;
  private final Map<String, IgniteCache<Object, BinaryObject>> caches = new HashMap<>();
  /** Table by table, since one putAll per table is one message. */
  private final Map<String, Map<Object, BinaryObject>> writes = new LinkedHashMap<>();

  private PlainOrder(Ignite ignite, JsonNode settings) {
    this.ignite = ignite;
    merchantId = settings.path("merchantId").asText();
    customerId = settings.path("customerId").asText();
  }

  static Map<String, Object> measure(Ignite ignite, JsonNode settings) throws Exception {
    PlainOrder order = new PlainOrder(ignite, settings);
    return Timed.run(settings, order::place).figures();
  }

  private void place(int at) {
    String commandId = UUID.randomUUID().toString().replace("-", "");
    String orderId = merchantId + '.' + commandId;
    Timestamp now = new Timestamp(System.currentTimeMillis());
    writes.clear();
    // Reference data has no part in transactions.
    peek("CUSTOMERS", customerId);
    try (Transaction transaction = ignite.transactions().txStart(PESSIMISTIC, REPEATABLE_READ)) {
      BinaryObject head = cache("HEADS").get(merchantId);
      peek("OUTCOMES", key("OUTCOMES", "COMMAND_ID", commandId));
      int seq = head.<Integer>field("AUDIT_SEQ") + 1;
      write("HEADS", merchantId, head.toBuilder().setField("AUDIT_SEQ", seq).setField("VERSION", head.<Integer>field("VERSION") + 1));
      long total = 0;
      for (int line = 0; line < 2; line++) {
        Object productKey = key("PRODUCTS", "SKU", Orders.sku(2 * at + line));
        BinaryObject product = peek("PRODUCTS", productKey);
        total += product.<Long>field("PRICE_MINOR");
        write(
            "PRODUCTS",
            productKey,
            product
                .toBuilder()
                .setField("STOCK", product.<Long>field("STOCK") - 1)
                .setField("VERSION", product.<Integer>field("VERSION") + 1));
        BinaryObjectBuilder lineKey = ignite.binary().builder("ORDER_LINES_KEY").setField("MERCHANT_ID", merchantId);
        write(
            "ORDER_LINES",
            lineKey.setField("ORDER_ID", orderId).setField("LINE", line).build(),
            value("ORDER_LINES")
                .setField("SKU", Orders.sku(2 * at + line))
                .setField("QUANTITY", 1)
                .setField("PRICE_MINOR", product.<Long>field("PRICE_MINOR"))
                .setField("TAX_MINOR", 0L));
      }
      for (String account : ACCOUNTS) {
        Object accountKey = key("ACCOUNTS", "ACCOUNT", account);
        BinaryObject held = peek("ACCOUNTS", accountKey);
        long balance = held.<Long>field("BALANCE_MINOR") + total;
        write(
            "ACCOUNTS",
            accountKey,
            held.toBuilder().setField("BALANCE_MINOR", balance).setField("VERSION", held.<Integer>field("VERSION") + 1));
        BinaryObjectBuilder entryKey = ignite.binary().builder("LEDGER_ENTRIES_KEY").setField("MERCHANT_ID", merchantId);
        write(
            "LEDGER_ENTRIES",
            entryKey.setField("ACCOUNT", account).setField("SEQ", seq).build(),
            value("LEDGER_ENTRIES").setField("TX_ID", commandId).setField("AMOUNT_MINOR", total).setField("AT", now));
      }
      write("ORDERS", key("ORDERS", "ORDER_ID", orderId), order(total, now));
      write("AUDIT_RECORDS", key("AUDIT_RECORDS", "SEQ", seq), audit(commandId, orderId, head.field("AUDIT_HASH"), now));
      write(
          "OUTCOMES",
          key("OUTCOMES", "COMMAND_ID", commandId),
          value("OUTCOMES").setField("FINGERPRINT", "measured").setField("REPLY_JSON", "{\"orderId\":\"" + orderId + "\"}"));
      writes.forEach((table, rows) -> cache(table).putAll(rows));
      transaction.commit();
    }
  }

  private BinaryObjectBuilder order(long total, Timestamp now) {
    return value("ORDERS")
        .setField("CUSTOMER_ID", customerId)
        .setField("CURRENCY", "EUR")
        .setField("TOTAL_MINOR", total)
        .setField("TAX_MINOR", 0L)
        .setField("PLACED_AT", now)
        .setField("BASKET_ID", null, String.class)
        .setField("STATUS", "placed")
        .setField("VERSION", 1)
        .setField("LINES", 2);
  }

  private BinaryObjectBuilder audit(String commandId, String orderId, String hash, Timestamp now) {
    return value("AUDIT_RECORDS")
        .setField("COMMAND_ID", commandId)
        .setField("TYPE", "place-order")
        .setField("BY", "measured")
        .setField("AT", now)
        .setField("MERCHANTS_JSON", "[\"" + merchantId + "\"]")
        .setField("DETAIL_JSON", "{\"orderId\":\"" + orderId + "\"}")
        .setField("PREV_HASH", hash)
        .setField("HASH", hash);
  }

  /** The head is locked and this node is the merchant's primary, so nothing else has to be. */
  private BinaryObject peek(String table, Object key) {
    return cache(table).localPeek(key, CachePeekMode.PRIMARY, CachePeekMode.BACKUP);
  }

  private void write(String table, Object key, BinaryObjectBuilder value) {
    writes.computeIfAbsent(table, name -> new LinkedHashMap<>()).put(key, value.build());
  }

  private Object key(String table, String column, Object value) {
    return ignite.binary().builder(table + "_KEY").setField("MERCHANT_ID", merchantId).setField(column, value).build();
  }

  private BinaryObjectBuilder value(String table) {
    return ignite.binary().builder(table + "_VALUE");
  }

  private IgniteCache<Object, BinaryObject> cache(String table) {
    return caches.computeIfAbsent(table, name -> ignite.cache(name).withKeepBinary());
  }

  private static final String[] ACCOUNTS = {"clearing", "available", "fees"};
}
