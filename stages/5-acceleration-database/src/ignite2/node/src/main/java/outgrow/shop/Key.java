package outgrow.shop;

/** Names one record, as `decide` asks for it. Reference data has the merchant "". */
public record Key(String kind, String merchantId, String id) {
  /** The text under which the record stands in what has been seen. */
  public String text() {
    return kind + '/' + merchantId + '/' + id;
  }
}
