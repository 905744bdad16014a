import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts a node from the jars alone, and stops it in good order on SIGTERM. Settings are arguments, as -Ename=value. */
public final class Launcher {
  public static void main(String[] args) throws Exception {
    Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
    Map<String, String> settings = settingsIn(args);
    String name = settings.getOrDefault("node.name", "node");
    LogConfigurator.setNodeName(name);
    LogConfigurator.configureESLogging();
    Path configuration = Path.of(System.getProperty("es.path.conf"));
    Environment environment = InternalSettingsPreparer.prepareEnvironment(home, settings, configuration, () -> name);
    LogConfigurator.configure(environment, true);
    var modules = PluginsLoader.loadModulesBundles(environment.modulesDir(), false);
    var plugins = PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false);
    Node node = new Node(environment, PluginsLoader.createPluginsLoader(modules, plugins, Map.of()));
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed)));
    node.start();
    System.out.println("node started");
    if (Boolean.getBoolean("outgrow.once")) System.exit(0);
    closed.await();
  }

  private static Map<String, String> settingsIn(String[] args) {
    Map<String, String> settings = new TreeMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("-E") || equals < 0) throw new IllegalArgumentException(arg + " is no setting: give it as -Ename=value");
      settings.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    return settings;
  }

  private static void close(Node node, CountDownLatch closed) {
    try {
      node.close();
    } catch (IOException e) {
      e.printStackTrace();
    } finally {
      closed.countDown();
    }
  }
}
