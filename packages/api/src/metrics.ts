import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CommandType } from '@outgrow/domain/commands';
import type { Reason } from '@outgrow/domain/refusals';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Series } from './duration-histogram.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** The registry of this process. A stage adds its own metrics to it (cache hits, queue lengths); /metrics shows all. */
export const registry = new Registry();

/** The durations of one route, by what became of the request. */
export type RouteSeries = Readonly<Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'aborted', Series>>;

export interface Metrics {
  registry: Registry;
  /** Made once per route. */
  ofRoute(method: string, route: string): RouteSeries;
  command(type: CommandType, result: Reason | 'accepted' | 'error'): void;
  shed(): void;
}

export function metricsIn(registry: Registry, inFlight: () => number): Metrics {
  const registers = [registry];
  const durations = new DurationHistogram('http_request_duration_seconds', 'How long requests took.', registry);
  const commands = new Counter({
    name: 'outgrow_commands_total',
    help: 'Commands by type and result: accepted, the reason of a refusal, or error.',
    labelNames: ['type', 'result'],
    registers,
  });
  const shed = new Counter({
    name: 'http_requests_shed_total',
    help: 'Requests refused because too many were under way.',
    registers,
  });
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests under way, without those whose body is still coming.',
    registers,
    collect() {
      this.set(inFlight());
    },
  });
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  new Gauge({
    name: 'outgrow_event_loop_delay_p99_seconds',
    help: 'How long what was due waited for the event loop: the 99th percentile since the metrics were last asked for.',
    registers,
    collect() {
      // Recorded is the time from one look at the clock to the next, which is never less than the resolution.
      this.set(delays.count === 0 ? 0 : Math.max(0, delays.percentile(99) / 1e9 - RESOLUTION_MS / 1_000));
      delays.reset();
    },
  });
  return {
    registry,
    ofRoute(method, route) {
      const series = (status: string) => durations.series({ method, route, status });
      return {
        '1xx': series('1xx'),
        '2xx': series('2xx'),
        '3xx': series('3xx'),
        '4xx': series('4xx'),
        '5xx': series('5xx'),
        aborted: series('aborted'),
      };
    },
    command: (type, result) => commands.inc({ type, result }),
    shed: () => shed.inc(),
  };
}

/** How often the event loop is looked at. */
const RESOLUTION_MS = 10;
