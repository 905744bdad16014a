package outgrow.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.ignite.binary.BinaryObject;
import outgrow.shop.Column;
import outgrow.shop.Row;

/** Reads records of one table: one by its key, a merchant's, or all. */
final class Reading {
  private static final int AT_ONCE = 1_000;

  private final There there;
  private final boolean isLine;
  private final String select;

  Reading(There there) {
    this.there = there;
    isLine = there.table.name.equals(Lines.ORDER_LINES);
    select =
        there.columns().map(this::expression).collect(Collectors.joining(", ", "SELECT ", " FROM "))
            + (isLine ? "orders, json_array_elements(lines) WITH ORDINALITY AS found(line, place)" : there.name());
  }

  /** Null where it is not there. */
  BinaryObject of(Connection connection, Object key) throws SQLException {
    String matching = there.keys().map(part -> expression(part) + " = ?").collect(Collectors.joining(" AND ", " WHERE ", ""));
    try (PreparedStatement statement = connection.prepareStatement(select + matching)) {
      int at = 0;
      for (Column part : there.keys().toList()) statement.setObject(++at, There.partOf(key, part));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? there.row(rows).value() : null;
      }
    }
  }

  /** Gives each to `take`, within the connection's transaction. */
  void ofMerchant(Connection connection, String merchantId, Consumer<Row> take) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select + " WHERE merchant_id = ?")) {
      statement.setString(1, merchantId);
      each(statement, take);
    }
  }

  /** Gives each to `take`; a few are in memory at once. */
  void all(Connection connection, Consumer<Row> take) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      each(statement, take);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void each(PreparedStatement statement, Consumer<Row> take) throws SQLException {
    statement.setFetchSize(AT_ONCE);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) take.accept(there.row(rows));
    }
  }

  private String expression(Column column) {
    if (isLine) return lineExpression(column);
    if (column.name.equals(Lines.LINES)) return "json_array_length(lines)";
    return column.isJson ? "to_json(" + There.quoted(column) + ")::text" : There.quoted(column);
  }

  private String lineExpression(Column column) {
    if (column.name.equals(Lines.LINE)) return "(place - 1)::integer";
    if (there.keys().anyMatch(key -> key == column)) return There.quoted(column);
    return "(line ->> '" + column.property + "')" + (column.type == Long.class ? "::bigint" : column.type == Integer.class ? "::integer" : "");
  }
}
