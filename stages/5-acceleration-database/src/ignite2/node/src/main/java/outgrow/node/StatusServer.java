package outgrow.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** GET /ready: 200, or 503 with why. GET /status: what the node tells of itself; 503 while it is no member of a cluster. */
final class StatusServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  static void start(Settings settings, ShopNode node) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(settings.host(), settings.statusPort()), 16);
    server.setExecutor(new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(64), StatusServer::thread));
    server.createContext("/ready", exchange -> answer(exchange, () -> ready(settings, node)));
    server.createContext("/status", exchange -> answer(exchange, () -> new Answer(200, node.status())));
    server.start();
  }

  private static Answer ready(Settings settings, ShopNode node) throws Exception {
    String lacks = node.lacks();
    return lacks.isEmpty()
        ? new Answer(200, JSON.writeValueAsString(Map.of("node", settings.node())))
        : new Answer(503, JSON.writeValueAsString(Map.of("node", settings.node(), "lacks", lacks)));
  }

  private record Answer(int status, String body) {}

  private interface Question {
    Answer answer() throws Exception;
  }

  private static void answer(HttpExchange exchange, Question question) throws IOException {
    Answer answer;
    try {
      answer = question.answer();
    } catch (Exception error) {
      answer = new Answer(503, JSON.writeValueAsString(Map.of("lacks", String.valueOf(error.getMessage()))));
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "status");
    thread.setDaemon(true);
    return thread;
  }
}
