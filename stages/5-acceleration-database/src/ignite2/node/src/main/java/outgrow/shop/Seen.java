package outgrow.shop;

import java.util.List;
import org.apache.ignite.binary.BinaryObject;

/** What has been gathered for a command, as the JSON that `decide` reads; it only grows. */
final class Seen {
  private final Tables tables;
  private final StringBuilder json = new StringBuilder(4096).append('{');

  Seen(Tables tables) {
    this.tables = tables;
  }

  void add(Step step, List<Key> keys, BinaryObject[] values) {
    for (int at = 0; at < values.length; at++) {
      Key key = keys.get(at);
      if (json.length() > 1) json.append(',');
      json.append('"').append(key.text()).append("\":");
      if (values[at] == null) json.append("null");
      else {
        Table table = tables.of(key.kind());
        Records.append(json, tables, table, table.keyValues(key), values[at], count -> step.lines(key, count));
      }
    }
  }

  String text() {
    return json + "}";
  }
}
