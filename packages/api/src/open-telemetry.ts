import type { Span } from '@opentelemetry/api';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Observe } from '@outgrow/domain/run';
import type { RequestHandler } from 'express';
import type { Settings } from './opened.ts';
import type { Traced, Tracer } from './tracing.ts';

/** Starts the SDK, which reads its own settings from the OTEL_* variables. Imported only where tracing is wanted. */
export function startOpenTelemetry(settings: Settings): Tracer {
  const sdk = new NodeSDK({
    serviceName: settings.OTEL_SERVICE_NAME ?? 'outgrow',
    traceExporter: new OTLPTraceExporter(),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    resourceDetectors: [],
  });
  sdk.start();
  const tracer = trace.getTracer('outgrow');

  const observe: Observe = (part, work) => tracer.startActiveSpan(part, (span) => spanning(span, work));

  const traced: Traced = (system, operation, work) =>
    tracer.startActiveSpan(
      `${system} ${operation}`,
      { kind: SpanKind.CLIENT, attributes: { 'peer.service': system, 'db.operation.name': operation } },
      (span) => spanning(span, work),
    );

  const request: RequestHandler = (req, res, next) => {
    const caller = propagation.extract(context.active(), req.headers);
    const attributes = { 'http.request.method': req.method, 'url.path': req.path };
    const span = tracer.startSpan(req.method, { kind: SpanKind.SERVER, attributes }, caller);
    res.on('close', () => {
      const route = (req.route as { path?: string } | undefined)?.path;
      if (route) span.updateName(`${req.method} ${route}`).setAttribute('http.route', route);
      span.setAttribute('http.response.status_code', res.statusCode);
      if (res.statusCode >= 500 || !res.writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(caller, span), next);
  };

  return { observe, traced, request, stop: () => sdk.shutdown() };
}

/** Ends the span with the work, whether it gives a result or a promise of one. */
function spanning<T>(span: Span, work: () => T): T {
  const failed = (error: unknown): never => {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = work();
  } catch (error) {
    return failed(error);
  }
  if (result instanceof Promise) {
    return result.then((value) => {
      span.end();
      return value;
    }, failed) as T;
  }
  span.end();
  return result;
}
