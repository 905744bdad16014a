package outgrow.shop;

import org.apache.ignite.binary.BinaryObject;

/** One record as it lies in its table's cache. */
public record Row(Table table, Object key, BinaryObject value) {}
