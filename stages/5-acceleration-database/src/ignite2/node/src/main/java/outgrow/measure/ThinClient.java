package outgrow.measure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.ignite.Ignition;
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.ClientCompute;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.configuration.ClientConfiguration;

/**
 * Java's thin client as the measure of ours: `ThinClient host:port`. For each line `operation count inFlight` of its input it
 * does so many of them, so many at a time, and writes a line `elapsedMs cpuMs failed`. It ends with its input. It makes the
 * cache BENCH_OURS too, for ours.
 */
public final class ThinClient {
  private static final int KEYS = 1000;
  private static final int WAITS_SECONDS = 120;

  private ThinClient() {}

  public static void main(String[] args) throws Exception {
    var configuration = new ClientConfiguration().setAddresses(args[0]).setTimeout(10_000);
    try (IgniteClient client = Ignition.startClient(configuration);
        var lines = new BufferedReader(new InputStreamReader(System.in))) {
      client.getOrCreateCache("BENCH_OURS");
      ClientCache<String, Item> cache = client.getOrCreateCache("BENCH_JAVA");
      ClientCompute compute = client.compute();
      System.out.println("ready");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] asked = line.trim().split(" ");
        System.out.println(run(cache, compute, asked[0], Integer.parseInt(asked[1]), Integer.parseInt(asked[2])));
      }
    }
  }

  private static String run(ClientCache<String, Item> cache, ClientCompute compute, String operation, int count, int inFlight)
      throws InterruptedException {
    IntFunction<CompletionStage<?>> one = switch (operation) {
      case "get" -> number -> cache.getAsync(key(number));
      case "put" -> number -> cache.putAsync(key(number), new Item(number));
      case "task" -> number -> stage(() -> compute.<String, String>executeAsync2(Echo.class.getName(), "command " + number));
      default -> throw new IllegalArgumentException("No such operation: " + operation);
    };
    var room = new Semaphore(inFlight);
    var done = new CountDownLatch(count);
    var failed = new AtomicInteger();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    for (int number = 0; number < count; number++) {
      if (!room.tryAcquire(WAITS_SECONDS, TimeUnit.SECONDS)) throw new IllegalStateException("An answer is missing.");
      one.apply(number).whenComplete((value, error) -> {
        if (error != null || "get".equals(operation) && value == null) failed.incrementAndGet();
        room.release();
        done.countDown();
      });
    }
    if (!done.await(WAITS_SECONDS, TimeUnit.SECONDS)) throw new IllegalStateException("Answers are missing.");
    return (System.nanoTime() - start) / 1e6 + " " + (cpuNanos() - cpu) / 1e6 + " " + failed.get();
  }

  private interface Started {
    CompletionStage<?> start() throws Exception;
  }

  private static CompletionStage<?> stage(Started started) {
    try {
      return started.start();
    } catch (Exception error) {
      return CompletableFuture.failedStage(error);
    }
  }

  private static String key(int number) {
    return "key-" + number % KEYS;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  /** Ten fields, as a record of the shop has. */
  public static final class Item {
    private final String merchantId;
    private final String sku;
    private final String title;
    private final String description;
    private final String categoryId;
    private final long priceMinor;
    private final long stock;
    private final int version;
    private final boolean listed;
    private final java.sql.Timestamp changedAt;

    Item(int number) {
      merchantId = "merchant-" + number % 100;
      sku = "sku-" + number;
      title = "A chair of oak, number " + number;
      description = "A chair with four legs and a back, made of oak and oiled twice. Number " + number + '.';
      categoryId = "category-7";
      priceMinor = 12_900L + number;
      stock = 40;
      version = number;
      listed = true;
      changedAt = new java.sql.Timestamp(1_790_000_000_000L + number);
    }
  }

  /** Answers what it is given, in a job on the node that was asked. */
  public static final class Echo extends ComputeTaskAdapter<String, String> {
    @Override
    public Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String argument) {
      ClusterNode local = nodes.stream().filter(ClusterNode::isLocal).findFirst().orElse(nodes.get(0));
      return Map.of(new Answer(argument), local);
    }

    @Override
    public String reduce(List<ComputeJobResult> results) {
      return results.get(0).getData();
    }
  }

  private static final class Answer extends ComputeJobAdapter {
    private final String argument;

    Answer(String argument) {
      this.argument = argument;
    }

    @Override
    public Object execute() {
      return argument;
    }
  }
}
