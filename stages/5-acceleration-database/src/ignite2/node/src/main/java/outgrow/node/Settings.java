package outgrow.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import outgrow.store.StoreSettings;

/** What the environment says, each of it checked. Throws IllegalArgumentException, which names the variable and what it takes. */
record Settings(
    String node,
    String host,
    int discoveryPort,
    int communicationPort,
    int clientPort,
    int statusPort,
    Path workFolder,
    Path discoveryFolder,
    List<String> discoveryHosts,
    Durability durability,
    int backups,
    int partitions,
    int majorityOf,
    long regionMiB,
    Path decideFile,
    int rules,
    long waitsMs,
    long failureMs,
    boolean once,
    boolean again,
    StoreSettings store) {

  enum Durability { MEMORY, LOG, FSYNC }

  static Settings of(Map<String, String> environment) {
    Reader read = new Reader(environment);
    String folder = read.text("DISCOVERY_FOLDER", "");
    String hosts = read.text("DISCOVERY_HOSTS", "");
    if (folder.isEmpty() == hosts.isEmpty())
      throw new IllegalArgumentException("Set either DISCOVERY_FOLDER or DISCOVERY_HOSTS: a node finds the others by one of them.");
    return new Settings(
        read.name("NODE_NAME"),
        read.text("HOST", "127.0.0.1"),
        read.port("DISCOVERY_PORT"),
        read.port("COMMUNICATION_PORT"),
        read.port("CLIENT_PORT"),
        read.port("STATUS_PORT"),
        Path.of(read.required("WORK_FOLDER")),
        folder.isEmpty() ? null : Path.of(folder),
        Stream.of(hosts.split(",")).map(String::trim).filter(each -> !each.isEmpty()).toList(),
        read.durability("DURABILITY"),
        (int) read.number("BACKUPS", 1, 0, 6),
        (int) read.number("PARTITIONS", 128, 1, 1024),
        (int) read.number("MAJORITY_OF", 0, 0, 100),
        read.number("REGION_MIB", 256, 16, 65_536),
        read.file("DECIDE_FILE"),
        (int) read.number("RULES", 4, 1, 64),
        read.number("WAITS_MS", 2_000, 100, 60_000),
        read.number("FAILURE_MS", 1_500, 500, 60_000),
        read.number("ONCE", 0, 0, 1) == 1,
        read.number("AGAIN", 0, 0, 1) == 1,
        StoreSettings.from(environment));
  }

  private record Reader(Map<String, String> environment) {
    String text(String name, String otherwise) {
      String value = environment.getOrDefault(name, "").trim();
      return value.isEmpty() ? otherwise : value;
    }

    String required(String name) {
      String value = text(name, "");
      if (value.isEmpty()) throw new IllegalArgumentException(name + " is missing.");
      return value;
    }

    String name(String name) {
      String value = required(name);
      if (!value.matches("[A-Za-z0-9_-]{1,64}"))
        throw new IllegalArgumentException(name + " takes up to 64 letters, digits, - and _.");
      return value;
    }

    int port(String name) {
      required(name);
      return (int) number(name, 0, 1, 65_535);
    }

    long number(String name, long otherwise, long least, long most) {
      String value = text(name, Long.toString(otherwise));
      try {
        long number = Long.parseLong(value);
        if (number >= least && number <= most) return number;
      } catch (NumberFormatException notANumber) {
        // Said below, with what is taken.
      }
      throw new IllegalArgumentException(name + " takes a whole number from " + least + " to " + most + ", not \"" + value + "\".");
    }

    Durability durability(String name) {
      String value = text(name, "memory");
      return Arrays.stream(Durability.values())
          .filter(each -> each.name().toLowerCase().equals(value))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(name + " takes memory, log or fsync, not \"" + value + "\"."));
    }

    Path file(String name) {
      Path path = Path.of(required(name));
      if (!Files.isReadable(path)) throw new IllegalArgumentException(name + " names no file that can be read.");
      return path;
    }
  }
}
