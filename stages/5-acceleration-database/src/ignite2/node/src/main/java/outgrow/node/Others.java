package outgrow.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;

/**
 * What the nodes that are not in this one's cluster say of theirs, by their status servers, whose addresses all nodes leave in the
 * discovery folder. Ignite does not ask: parts that were cut off from one another go on as clusters of their own, for ever.
 */
final class Others {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WITHIN_MS = 500;
  private static final int MOST = 100;
  private final Settings settings;

  Others(Settings settings) {
    this.settings = settings;
  }

  /** Leaves this node's address for the others. */
  void register() throws IOException {
    if (folder() == null) return;
    Files.createDirectories(folder());
    Files.writeString(folder().resolve(settings.node()), Configuration.membersHost(settings) + ":" + settings.statusPort());
  }

  /**
   * Whether this node is to join another cluster. The greater one has gone on. Of two that are as great neither has more than half,
   * so one gives way where nothing is lost by that; in memory it would take its records with it.
   */
  boolean haveGoneOn(Ignite ignite) {
    if (folder() == null) return false;
    List<ClusterNode> here = List.copyOf(ignite.cluster().forServers().nodes());
    Set<String> names = here.stream().map(node -> String.valueOf(node.consistentId())).collect(Collectors.toSet());
    int least = settings.majorityOf();
    if (least > 0 && Majority.isOne(here.size(), Majority.of(ignite, least))) return false;
    String first = names.stream().sorted().findFirst().orElse("");
    boolean kept = settings.durability() != Settings.Durability.MEMORY;
    return outside(names).stream()
        .anyMatch(other -> other.servers > here.size() || (kept && other.servers == here.size() && other.name.compareTo(first) < 0));
  }

  private record Other(String name, int servers) {}

  private List<Other> outside(Set<String> names) {
    List<Other> others = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (names.contains(name) || others.size() == MOST) continue;
        int servers = serversOf(file);
        if (servers > 0) others.add(new Other(name, servers));
      }
    } catch (IOException gone) {
      return List.of();
    }
    return others;
  }

  /** 0 where it does not answer, or belongs to none. */
  private static int serversOf(Path file) {
    try {
      URLConnection connection = URI.create("http://" + Files.readString(file) + "/status").toURL().openConnection();
      connection.setConnectTimeout(WITHIN_MS);
      connection.setReadTimeout(WITHIN_MS);
      try (InputStream body = connection.getInputStream()) {
        JsonNode status = JSON.readTree(body);
        return status.path("servers").asInt();
      }
    } catch (IOException | IllegalArgumentException unreachable) {
      return 0;
    }
  }

  private Path folder() {
    return settings.discoveryFolder() == null ? null : settings.discoveryFolder().resolve("status");
  }
}
