package outgrow.shop;

/** A sample order to decide on again and again, so that Java has compiled the engine's way through `decide` before the first command. */
final class Rehearsal {
  private static final String COMMAND =
      """
      {"type":"place-order","commandId":"c","fingerprint":"f","by":"b","merchantId":"m","customerId":"u",\
      "lines":[{"sku":"s","quantity":1},{"sku":"t","quantity":1},{"sku":"u","quantity":1}]}""";
  private static final String PRODUCT =
      """
      {"merchantId":"m","sku":"%1$s","name":"n","description":"d","categoryId":"c","priceMinor":250,"currency":"EUR",\
      "taxBasisPoints":2000,"stock":1000,"received":1000,"version":1}""";
  private static final String ACCOUNT =
      """
      {"merchantId":"m","account":"%1$s","currency":"EUR","balanceMinor":0,"version":1}""";
  private static final String SEEN =
      """
      {"head/m/":{"merchantId":"m","auditSeq":1,"auditHash":"","version":1},"outcome/m/c":null,\
      "customer//u":{"customerId":"u","name":"n","email":"e","secretHash":""},\
      """
          + "\"product/m/s\":" + PRODUCT.formatted("s") + ",\"product/m/t\":" + PRODUCT.formatted("t")
          + ",\"product/m/u\":" + PRODUCT.formatted("u") + ",\"account/m/clearing\":" + ACCOUNT.formatted("clearing")
          + ",\"account/m/available\":" + ACCOUNT.formatted("available") + ",\"account/m/fees\":" + ACCOUNT.formatted("fees") + "}";

  private Rehearsal() {}

  interface Decide {
    String on(String command, String seen, String now);
  }

  static void decideOn(String now, Decide decide) {
    decide.on(COMMAND, "{}", now);
    String decision = decide.on(COMMAND, SEEN, now);
    if (!decision.startsWith("{\"reply\"")) throw new IllegalStateException("The rules refused the sample order: " + decision);
  }
}
