import type { Observe } from '@outgrow/domain/run';
import type { RequestHandler } from 'express';
import type { Settings } from './opened.ts';

/** Watches the work of one system. `work` is called once and its result, or its promise, is returned. */
export type Traced = <T>(system: string, operation: string, work: () => T) => T;

export interface Tracer {
  observe: Observe;
  traced: Traced;
  request: RequestHandler;
  stop(): Promise<void>;
}

/** Gives `run` its spans around gather, decide and apply; calls straight through until tracing is started. */
export let observe: Observe = (_part, work) => work();

/** Makes a span around what is asked of a system; calls straight through until tracing is started. */
export let traced: Traced = (_system, _operation, work) => work();

/** Makes the server's span around a request; absent until tracing is started, so that an app without tracing has no such step. */
export let traceRequest: RequestHandler | undefined;

/**
 * Starts tracing where OTEL_EXPORTER_OTLP_ENDPOINT is set, and resolves to what flushes and stops it. Must be awaited before
 * the app is created. The SDK is imported only here, so that it costs nothing where it is not wanted.
 */
export async function startTracing(settings: Settings): Promise<() => Promise<void>> {
  if (!settings.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {};
  const { startOpenTelemetry } = await import('./open-telemetry.ts');
  const tracer = startOpenTelemetry(settings);
  observe = tracer.observe;
  traced = tracer.traced;
  traceRequest = tracer.request;
  return () => tracer.stop();
}
