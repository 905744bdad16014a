package outgrow.store;

import java.util.Map;

/**
 * The database that this node stands in front of, from STORE_URL (jdbc:postgresql://host:port/database), STORE_USER and
 * STORE_PASSWORD. Every node reads its own: what describes a cache goes from node to node, and a password must not.
 *
 * @param behind whether writes follow later, in batches, instead of within the transaction (STORE_WRITES=behind)
 * @param flushMs how long a write may wait before it follows (STORE_FLUSH_MS; Ignite’s own default, 5 s, where it is not set)
 * @param batch how many writes follow at once at most (STORE_BATCH)
 */
public record StoreSettings(String url, String user, String password, boolean behind, int flushMs, int batch) {
  /** None where STORE_URL is not set. Throws IllegalArgumentException that says what is wrong. */
  public static StoreSettings from(Map<String, String> environment) {
    String url = environment.getOrDefault("STORE_URL", "");
    if (url.isEmpty()) return null;
    if (!url.startsWith("jdbc:postgresql://")) throw new IllegalArgumentException("STORE_URL is not jdbc:postgresql://host:port/database");
    String writes = environment.getOrDefault("STORE_WRITES", "through");
    if (!writes.equals("through") && !writes.equals("behind"))
      throw new IllegalArgumentException("STORE_WRITES is " + writes + "; it is through or behind");
    return new StoreSettings(
        url,
        named(environment, "STORE_USER"),
        named(environment, "STORE_PASSWORD"),
        writes.equals("behind"),
        whole(environment, "STORE_FLUSH_MS", 5_000),
        whole(environment, "STORE_BATCH", 512));
  }

  @Override
  public String toString() {
    return "the database behind " + url + (behind ? ", written later" : ", written through");
  }

  private static String named(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) throw new IllegalArgumentException(name + " is not set; STORE_URL needs it");
    return value;
  }

  private static int whole(Map<String, String> environment, String name, int otherwise) {
    String text = environment.getOrDefault(name, "");
    if (text.isEmpty()) return otherwise;
    if (!text.matches("[1-9]\\d{0,5}"))
      throw new IllegalArgumentException(name + " is " + text + "; it is a whole number from 1 to 999999");
    return Integer.parseInt(text);
  }
}
