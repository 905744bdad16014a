package outgrow.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Runs a step again and again in one thread, bounded in time, and keeps how long each took after a warm-up. */
final class Timed {
  interface Step {
    /** @param at how often it ran before, the warm-up included */
    void run(int at) throws Exception;

    /** What the next run needs, outside the time that is measured. */
    default void prepare(int at) throws Exception {}
  }

  /** Nanoseconds, three digits. */
  final Histogram histogram = new Histogram(60_000_000_000L, 3);
  /** With the warm-up. */
  int allRuns;
  /** Of the steps that are kept, without what prepared them. */
  double seconds;

  /** @param settings warmUpMs, runMs: so long; runs: at most so many of them are kept; without it as many as there is time for */
  static Timed run(JsonNode settings, Step step) throws Exception {
    Timed timed = new Timed();
    timed.loop(settings.path("warmUpMs").asLong(1_500), Integer.MAX_VALUE, step, false);
    timed.loop(settings.path("runMs").asLong(1_500), settings.path("runs").asInt(Integer.MAX_VALUE), step, true);
    return timed;
  }

  private void loop(long forMs, int most, Step step, boolean recorded) throws Exception {
    long end = System.nanoTime() + forMs * 1_000_000;
    for (int count = 0; count < most && System.nanoTime() < end; count++) {
      step.prepare(allRuns);
      long start = System.nanoTime();
      step.run(allRuns++);
      long took = System.nanoTime() - start;
      if (!recorded) continue;
      histogram.recordValue(Math.min(took, histogram.getHighestTrackableValue()));
      seconds += took / 1e9;
    }
  }

  /** Microseconds, and counts. */
  Map<String, Object> figures() {
    return figures(histogram, allRuns, seconds);
  }

  static Map<String, Object> figures(Histogram histogram, int allRuns, double seconds) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("P50Us", histogram.getValueAtPercentile(50) / 1e3);
    figures.put("P99Us", histogram.getValueAtPercentile(99) / 1e3);
    figures.put("MaxUs", histogram.getMaxValue() / 1e3);
    figures.put("Runs", histogram.getTotalCount());
    figures.put("AllRuns", allRuns);
    figures.put("PerSecond", histogram.getTotalCount() / seconds);
    return figures;
  }
}
