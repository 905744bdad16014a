package outgrow.shop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteBinary;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.binary.BinaryObjectBuilder;
import org.apache.ignite.cache.CacheKeyConfiguration;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.configuration.CacheConfiguration;

/** One table of the schema as its cache describes it: nothing here knows a record's fields. */
public final class Table {
  public final String kind;
  public final IgniteCache<Object, BinaryObject> cache;
  public final Affinity<Object> affinity;
  /** Reference data: every node holds all of it. */
  public final boolean isEverywhere;

  public final String name;
  public final Column[] columns;
  /** The first of the columns are the key's, in its order. */
  public final int keyColumns;

  private final boolean liesByMerchant;
  private final IgniteBinary binary;
  private final String keyType;
  private final String valueType;
  private final Map<String, Integer> indexes = new HashMap<>();

  @SuppressWarnings("unchecked")
  Table(Ignite ignite, String kind, String name) {
    this.kind = kind;
    this.name = name;
    IgniteCache<Object, BinaryObject> plain = ignite.cache(name);
    if (plain == null) throw new IllegalStateException("There is no table " + name + ": run the migrator");
    cache = plain.withKeepBinary();
    affinity = ignite.affinity(name);
    binary = ignite.binary();
    CacheConfiguration<?, ?> configuration = cache.getConfiguration(CacheConfiguration.class);
    isEverywhere = configuration.getCacheMode() == CacheMode.REPLICATED;
    QueryEntity entity = configuration.getQueryEntities().iterator().next();
    keyType = entity.getKeyFieldName() == null ? entity.findKeyType() : null;
    valueType = entity.findValueType();

    CacheKeyConfiguration[] placement = configuration.getKeyConfiguration();
    liesByMerchant = placement != null && placement.length > 0 && "MERCHANT_ID".equals(placement[0].getAffinityKeyFieldName());

    List<Column> keys = new ArrayList<>();
    List<Column> values = new ArrayList<>();
    entity.getFields().forEach((column, javaType) -> {
      boolean isKey = column.equals(entity.getKeyFieldName()) || entity.getKeyFields() != null && entity.getKeyFields().contains(column);
      (isKey ? keys : values).add(new Column(column, javaType));
    });
    keyColumns = keys.size();
    keys.addAll(values);
    columns = keys.toArray(Column[]::new);
    for (int at = 0; at < columns.length; at++) indexes.put(columns[at].property, at);
  }

  /** Whether all of a merchant's rows lie on the node of its head. */
  boolean liesByMerchant() {
    return liesByMerchant;
  }

  /** The SQL that selects all columns, in their order. */
  String select() {
    return Arrays.stream(columns).map(column -> '"' + column.name + '"').collect(Collectors.joining(", ", "SELECT ", " FROM " + name));
  }

  /** Where the property lies in a record's values, or -1 where this table has no such column. */
  public int indexOf(String property) {
    return indexes.getOrDefault(property, -1);
  }

  /** The values of the key's columns: the merchant where they name it, else the id. */
  Object[] keyValues(Key key) {
    Object[] values = new Object[keyColumns];
    for (int at = 0; at < keyColumns; at++) values[at] = columns[at].property.equals("merchantId") ? key.merchantId() : key.id();
    return values;
  }

  /** The key object: a binary object with the key's fields in the schema's order, or the one column's value as it is. */
  public Object key(Object... values) {
    return keyType == null ? values[0] : built(keyType, values, 0, keyColumns);
  }

  /** A record's row; `values` are those of all columns. */
  public Row row(Object[] values) {
    return new Row(this, key(values), built(valueType, values, keyColumns, columns.length));
  }

  private BinaryObject built(String type, Object[] values, int from, int to) {
    BinaryObjectBuilder builder = binary.builder(type);
    for (int at = from; at < to; at++) {
      builder.setField(columns[at].name, values[at], typed(columns[at]));
    }
    return builder.build();
  }

  @SuppressWarnings("unchecked")
  private static Class<Object> typed(Column column) {
    return (Class<Object>) column.type;
  }
}
