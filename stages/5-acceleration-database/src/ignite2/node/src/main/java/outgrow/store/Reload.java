package outgrow.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import outgrow.shop.AtMerchant;
import outgrow.shop.Column;
import outgrow.shop.Row;
import outgrow.shop.Table;
import outgrow.shop.Tables;

/**
 * Makes all records of a merchant here what they are in the database, whatever they were: all of them, as the database takes a
 * command only where its audit trail and its balances are the platform's. The merchant's head is locked meanwhile, so that no
 * command is undone. The argument is the merchant, the result how many records the database has of it. Throws where writes have
 * not followed to the database yet: they would be undone.
 */
public final class Reload extends AtMerchant {
  private static final long serialVersionUID = 1;

  @Override
  protected String merchantOf(String merchantId) {
    return merchantId;
  }

  @Override
  protected String answer(Ignite ignite, String merchantId) {
    return new Reloading(ignite, merchantId).run();
  }

  private static final class Reloading {
    private static final long TIMEOUT_MS = 8_000;
    private static final List<String> TABLES =
        List.of("HEADS", "MERCHANTS", "STAFF_KEYS", "ACCOUNTS", "PRODUCTS", "ORDERS", Lines.ORDER_LINES, "LEDGER_ENTRIES",
            "AUDIT_RECORDS", "OUTCOMES");

    private final Ignite ignite;
    private final String merchantId;

    Reloading(Ignite ignite, String merchantId) {
      this.ignite = ignite;
      this.merchantId = merchantId;
    }

    String run() {
      List<Table> tables = TABLES.stream().map(Tables.of(ignite)::named).toList();
      try (Transaction transaction =
          ignite.transactions().txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ, TIMEOUT_MS, 0)) {
        Table heads = tables.get(0);
        heads.cache.withSkipStore().get(heads.key(merchantId));
        requireWritten();
        Map<Table, Map<Object, BinaryObject>> there = inDatabase(tables);
        there.forEach(this::replace);
        transaction.commit();
        return Long.toString(
            there.entrySet().stream().filter(one -> !one.getKey().name.equals(Lines.ORDER_LINES)).mapToLong(one -> one.getValue().size()).sum());
      } catch (SQLException e) {
        throw new IgniteException("the database does not give what is to be loaded again: " + e.getMessage(), e);
      }
    }

    private void requireWritten() {
      if (!InFront.settings().behind()) return;
      String unwritten = ignite.compute().<String, String>execute(Unwritten.class, "");
      if (!unwritten.equals("0"))
        throw new IgniteException(unwritten + " writes have not followed to the database yet; load again once nothing is written");
    }

    /** As it was at one moment. */
    private Map<Table, Map<Object, BinaryObject>> inDatabase(List<Table> tables) throws SQLException {
      Map<Table, Map<Object, BinaryObject>> found = new LinkedHashMap<>();
      InFront.connections()
          .use(
              connection -> {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                  statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                }
                for (Table table : tables) {
                  Map<Object, BinaryObject> records = new HashMap<>();
                  found.put(table, records);
                  new Reading(new There(table)).ofMerchant(connection, merchantId, (Row row) -> records.put(row.key(), row.value()));
                }
                connection.commit();
                connection.setAutoCommit(true);
                return null;
              });
      return found;
    }

    /** Writes only what differs: each record that is written is locked. */
    private void replace(Table table, Map<Object, BinaryObject> there) {
      IgniteCache<Object, BinaryObject> cache = table.cache.withSkipStore();
      Map<Object, BinaryObject> differing = new LinkedHashMap<>(there);
      for (List<?> row : table.cache.query(new SqlFieldsQuery("SELECT _KEY, _VAL FROM " + table.name + " WHERE MERCHANT_ID = ?").setArgs(merchantId))) {
        BinaryObject now = there.get(row.get(0));
        if (now == null) cache.remove(row.get(0));
        else if (isSame(table, now, (BinaryObject) row.get(1))) differing.remove(row.get(0));
      }
      if (!differing.isEmpty()) cache.putAll(differing);
    }

    private static boolean isSame(Table table, BinaryObject one, BinaryObject other) {
      for (Column column : Arrays.asList(table.columns).subList(table.keyColumns, table.columns.length))
        if (!Objects.equals(column.of(one), column.of(other))) return false;
      return true;
    }
  }
}
