package outgrow.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ignite.binary.BinaryObject;
import outgrow.shop.Column;
import outgrow.shop.Row;
import outgrow.shop.Table;

/** A table of the shop as it is in the database: the same name and columns, but for the suffix _JSON, which there is a type. */
final class There {
  final Table table;

  There(Table table) {
    this.table = table;
  }

  String name() {
    return table.name.toLowerCase(Locale.ROOT);
  }

  boolean has(String property) {
    return table.indexOf(property) >= 0;
  }

  Stream<Column> columns() {
    return Arrays.stream(table.columns);
  }

  Stream<Column> keys() {
    return Arrays.stream(table.columns, 0, table.keyColumns);
  }

  static String name(Column column) {
    return column.plainName.toLowerCase(Locale.ROOT);
  }

  static String quoted(Column column) {
    return '"' + name(column) + '"';
  }

  static String listed(Stream<Column> columns) {
    return columns.map(There::quoted).collect(Collectors.joining(", "));
  }

  /** The value of one of the key's columns. */
  static Object partOf(Object key, Column column) {
    return key instanceof BinaryObject binary ? column.of(binary) : key;
  }

  /** The record as JSON, by the database's names. */
  ObjectNode json(Object key, BinaryObject value) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int at = 0; at < table.columns.length; at += 1) {
      Column column = table.columns[at];
      put(json, column, at < table.keyColumns ? partOf(key, column) : column.of(value));
    }
    return json;
  }

  /** The record of a row that holds all columns in their order. */
  Row row(ResultSet from) throws SQLException {
    Object[] values = new Object[table.columns.length];
    for (int at = 0; at < values.length; at += 1) values[at] = cell(from, at + 1, table.columns[at].type);
    return table.row(values);
  }

  private static void put(ObjectNode json, Column column, Object value) {
    String name = name(column);
    if (value == null) json.putNull(name);
    // Its text stays as it is: hashes were made over it.
    else if (column.isJson) json.putRawValue(name, new RawValue((String) value));
    else if (value instanceof Date time) json.put(name, time.toInstant().toString());
    else if (value instanceof Long number) json.put(name, number);
    else if (value instanceof Integer number) json.put(name, number);
    else json.put(name, (String) value);
  }

  private static Object cell(ResultSet from, int index, Class<?> type) throws SQLException {
    Object value;
    if (type == Long.class) value = from.getLong(index);
    else if (type == Integer.class) value = from.getInt(index);
    else if (type == Timestamp.class) {
      OffsetDateTime time = from.getObject(index, OffsetDateTime.class);
      value = time == null ? null : Timestamp.from(time.toInstant());
    } else value = from.getString(index);
    return from.wasNull() ? null : value;
  }
}
