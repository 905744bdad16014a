package outgrow.shop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.ignite.binary.BinaryObject;

/** One record as it lies in its table's cache. */
public record Row(Table table, Object key, BinaryObject value) {
  /** Table by table, in the order in which they come, as they are written at once. */
  static Map<Table, Map<Object, BinaryObject>> byTable(List<Row> rows) {
    Map<Table, Map<Object, BinaryObject>> tables = new LinkedHashMap<>();
    for (Row row : rows) tables.computeIfAbsent(row.table, table -> new LinkedHashMap<>()).put(row.key, row.value);
    return tables;
  }
}
