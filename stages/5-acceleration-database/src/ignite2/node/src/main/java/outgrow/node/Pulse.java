package outgrow.node;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that was stopped for a while goes on as if nothing had happened, while the others may have put its records into other
 * hands. One that stood still for longer than they wait for it starts again, if it finds its records on disk; after less than that, or
 * in memory, it drops every client until the others have said that it is still one of them: what it would read may be old.
 */
final class Pulse implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  static final String EXECUTOR = "pulse";
  private static final long BEAT_MS = 10;
  private static final long ASKED_WITHIN_MS = 500;
  private final Ignite ignite;
  private final long longestMs;
  /** After so long the others go on without it. */
  private final long failureMs;
  private final Runnable startAgain;
  private final BooleanSupplier isCutOff;
  private volatile boolean confirmed = true;

  /** @param startAgain null where nothing would be found on disk */
  Pulse(Ignite ignite, Settings settings, Runnable startAgain, BooleanSupplier isCutOff) {
    this.ignite = ignite;
    this.startAgain = startAgain;
    this.isCutOff = isCutOff;
    failureMs = settings.failureMs();
    // The others wait for longer.
    this.longestMs = settings.failureMs() / 2;
  }

  /** Beats as long as the process lives. */
  void start() {
    Thread thread = new Thread(this, "pulse");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether nothing has happened since the others knew this node as one of them. */
  boolean isConfirmed() {
    return confirmed;
  }

  @Override
  public void run() {
    long last = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(BEAT_MS);
        long now = System.nanoTime();
        long gapMs = (now - last) / 1_000_000;
        last = now;
        if (gapMs > failureMs && startAgain != null) startAgain.run();
        if (gapMs > longestMs && confirmed) {
          confirmed = false;
          drop();
          LOG.warn("The node stood still for {} ms: it serves nobody until the others say that they have gone on with it.", gapMs);
          Thread asking = new Thread(this::ask, "pulse-asks");
          asking.setDaemon(true);
          asking.start();
        }
        if (!confirmed) drop();
      }
    } catch (InterruptedException stopped) {
      // The node stops.
    }
  }

  private void drop() {
    try {
      ((IgniteEx) ignite).context().clientListener().closeAllSessions();
    } catch (RuntimeException stopping) {
      LOG.debug("The clients could not be dropped.", stopping);
    }
  }

  /** Ends when all have answered as one; a node that was left behind is stopped by Ignite meanwhile. */
  private void ask() {
    while (!confirmed) {
      try {
        confirmed = haveAgreed();
        if (!confirmed) Thread.sleep(BEAT_MS);
      } catch (InterruptedException | IllegalStateException stopping) {
        return;
      } catch (RuntimeException unanswered) {
        LOG.debug("The others did not confirm the node.", unanswered);
        pause();
      }
    }
    LOG.warn("The others have gone on with the node: it serves again.");
  }

  private static void pause() {
    try {
      Thread.sleep(ASKED_WITHIN_MS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean haveAgreed() {
    Set<UUID> servers = serversOf(ignite);
    Set<UUID> others = new HashSet<>(servers);
    others.remove(ignite.cluster().localNode().id());
    if (others.isEmpty()) return !isCutOff.getAsBoolean();
    Collection<Set<UUID>> said =
        ignite
            .compute(ignite.cluster().forNodeIds(others))
            // Not behind commands that wait for locks.
            .withExecutor(EXECUTOR)
            .withTimeout(ASKED_WITHIN_MS)
            .withNoFailover()
            .broadcast(new Servers());
    return said.size() == others.size() && said.stream().allMatch(servers::equals);
  }

  static Set<UUID> serversOf(Ignite ignite) {
    return ignite.cluster().forServers().nodes().stream().map(ClusterNode::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static final class Servers implements IgniteCallable<Set<UUID>> {
    private static final long serialVersionUID = 1;
    @IgniteInstanceResource private transient Ignite ignite;

    @Override
    public Set<UUID> call() {
      return serversOf(ignite);
    }
  }
}
