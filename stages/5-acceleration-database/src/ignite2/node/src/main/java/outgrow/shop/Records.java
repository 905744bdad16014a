package outgrow.shop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.ignite.binary.BinaryObject;

/** Records out of JSON. An order's lines are rows of their own; its column LINES says how many there are. */
final class Records {
  private static final String LINES = "lines";
  private static final Integer NEW = 1;

  private Records() {}

  /**
   * Adds the rows of the record whose object begins where the parser stands; `text` is what it reads. The lines of an order
   * never change, so a change adds them only where the order is new.
   */
  static void read(Tables tables, String kind, JsonParser parser, String text, boolean isChange, List<Row> rows) throws IOException {
    Table table = tables.of(kind);
    Object[] values = new Object[table.columns.length];
    List<Object[]> lines = List.of();
    Json.expect(parser, JsonToken.START_OBJECT);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String property = parser.currentName();
      parser.nextToken();
      int at = table.indexOf(property);
      if (at < 0) throw new IOException("Table " + table.name + " has no column for " + property + " of a record of the kind " + kind);
      Column column = table.columns[at];
      if (column.isJson) values[at] = Json.raw(parser, text);
      else if (property.equals(LINES) && parser.currentToken() == JsonToken.START_ARRAY) {
        lines = lines(tables.of(Tables.ORDER_LINE), parser);
        values[at] = lines.size();
      } else values[at] = column.parse(parser);
    }
    rows.add(table.row(values));
    if (!lines.isEmpty() && (!isChange || NEW.equals(values[table.indexOf("version")]))) addLines(tables, table, values, lines, rows);
  }

  /**
   * Appends the record as JSON.
   *
   * @param key the values of the key's columns
   * @param lines gives an order's lines by their number; null for tables that have none
   */
  static void append(StringBuilder json, Tables tables, Table table, Object[] key, BinaryObject value, IntFunction<List<BinaryObject>> lines) {
    json.append('{');
    for (int at = 0; at < table.columns.length; at++) {
      Column column = table.columns[at];
      if (at > 0) json.append(',');
      Object held = at < table.keyColumns ? key[at] : column.of(value);
      if (lines != null && column.property.equals(LINES)) appendLines(json.append("\"lines\":["), tables.of(Tables.ORDER_LINE), lines.apply((Integer) held));
      else column.append(json, held);
    }
    json.append('}');
  }

  private static void appendLines(StringBuilder json, Table table, List<BinaryObject> lines) {
    for (BinaryObject line : lines) {
      json.append(line == lines.get(0) ? "{" : ",{");
      for (int at = table.keyColumns; at < table.columns.length; at++) {
        if (at > table.keyColumns) json.append(',');
        table.columns[at].append(json, table.columns[at].of(line));
      }
      json.append('}');
    }
    json.append(']');
  }

  private static List<Object[]> lines(Table table, JsonParser parser) throws IOException {
    List<Object[]> lines = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object[] values = new Object[table.columns.length];
      Json.expect(parser, JsonToken.START_OBJECT);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        int at = table.indexOf(parser.currentName());
        parser.nextToken();
        if (at < 0) throw new IOException("Table " + table.name + " has no column for " + parser.currentName());
        values[at] = table.columns[at].parse(parser);
      }
      lines.add(values);
    }
    return lines;
  }

  private static void addLines(Tables tables, Table orders, Object[] order, List<Object[]> lines, List<Row> rows) {
    Table table = tables.of(Tables.ORDER_LINE);
    for (int line = 0; line < lines.size(); line++) {
      Object[] values = lines.get(line);
      for (int at = 0; at < table.keyColumns; at++) {
        int inOrder = orders.indexOf(table.columns[at].property);
        values[at] = inOrder < 0 ? Integer.valueOf(line) : order[inOrder];
      }
      rows.add(table.row(values));
    }
  }
}
