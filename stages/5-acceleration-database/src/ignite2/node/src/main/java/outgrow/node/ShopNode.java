package outgrow.node;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import outgrow.store.InFront;

/** The node from its start to its end, in the cluster that it finds or else begins. */
final class ShopNode {
  private static final Logger LOG = LoggerFactory.getLogger(ShopNode.class);
  private static final long STEP_MS = 200;
  private static final int JOIN_ATTEMPTS = 20;
  private static final long JOIN_PAUSE_MS = 1_000;
  /** The launcher knows it. */
  private static final int AGAIN = 75;
  /** In so many steps, one after the other. */
  private static final int LEFT_STEPS = 3;
  private final Settings settings;
  private final Others others;
  private volatile Ignite ignite;
  private volatile Membership membership;
  private volatile Pulse pulse;
  private volatile String phase = "the rules are being warmed";
  private volatile boolean stopping;
  private volatile boolean isLeft;

  ShopNode(Settings settings) {
    this.settings = settings;
    this.others = new Others(settings);
  }

  String lacks() {
    Membership current = membership;
    if (current == null) return phase;
    if (isLeft) return "the other nodes have gone on without this one";
    return isConfirmed() ? current.lacks() : "the other nodes have not yet said that they have gone on with this one";
  }

  String status() throws Exception {
    Ignite current = ignite;
    if (current == null) throw new IllegalStateException(phase);
    return Status.of(current, lacks(), isConfirmed());
  }

  private boolean isConfirmed() {
    Pulse current = pulse;
    return current == null || current.isConfirmed();
  }

  void stop() {
    stopping = true;
    if (ignite == null) return;
    InFront.awaitOrders(ignite, settings.store());
    Ignition.stop(settings.node(), true);
  }

  /** Returns when it was stopped, or with `once` as soon as it was ready; throws where it cannot go on. */
  void run() throws Exception {
    others.register();
    phase = "the node is joining";
    ignite = started();
    membership = new Membership(ignite, settings, ShopNode::startAgain);
    boolean isOnDisk = settings.durability() != Settings.Durability.MEMORY && !settings.once();
    pulse = new Pulse(ignite, settings, isOnDisk ? ShopNode::startAgain : null, () -> others.haveGoneOn(ignite));
    // Writing the classes down makes the process stand still.
    if (!settings.once()) pulse.start();
    live();
  }

  private Ignite started() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Ignition.start(Configuration.of(settings));
      } catch (IgniteException error) {
        // The others may still have its former life among them.
        if (stopping || !settings.again() || attempt == JOIN_ATTEMPTS) throw error;
        LOG.warn("The node could not join again (attempt {}): {}", attempt, error.getMessage());
        Thread.sleep(JOIN_PAUSE_MS);
      }
    }
  }

  private void live() throws InterruptedException {
    int left = 0;
    while (true) {
      Thread.sleep(STEP_MS);
      IgniteState state = Ignition.state(settings.node());
      if (stopping) return;
      if (state == IgniteState.STOPPED_ON_SEGMENTATION) startAgain();
      if (state != IgniteState.STARTED) throw new IllegalStateException("Ignite stopped by itself: " + state + ".");
      try {
        membership.step();
        if (settings.once() && membership.lacks().isEmpty()) return;
        isLeft = others.haveGoneOn(ignite);
        left = isLeft ? left + 1 : 0;
        if (left == LEFT_STEPS) startAgain();
      } catch (RuntimeException error) {
        // Most often Ignite's, as others join or leave meanwhile: none of it is a reason to end the node.
        LOG.debug("A step of the membership failed, and is tried again.", error);
      }
    }
  }

  /** As a new process: Ignite's own way to stop a node that was cut off can wait for ever for those that have gone on without it. */
  private static void startAgain() {
    LOG.warn("Other nodes have gone on without this one, or may have, or it lacks what they do not copy to it: it starts again, and joins them.");
    Runtime.getRuntime().halt(AGAIN);
  }
}
