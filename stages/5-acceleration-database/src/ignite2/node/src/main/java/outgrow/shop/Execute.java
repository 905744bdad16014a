package outgrow.shop;

import org.apache.ignite.Ignite;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Runs a command on the node where its first merchant lies. The argument is that merchant's id, a line break, and the command as JSON. */
public final class Execute extends AtMerchant {
  @Override
  protected ComputeJob job(String argument) {
    return new Job(argument.substring(argument.indexOf('\n') + 1));
  }

  @Override
  protected String merchantOf(String argument) {
    return argument.substring(0, argument.indexOf('\n'));
  }

  private static final class Job extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    private final String command;
    @IgniteInstanceResource private transient Ignite ignite;

    Job(String command) {
      this.command = command;
    }

    @Override
    public String execute() {
      return Command.run(ignite, command);
    }
  }
}
