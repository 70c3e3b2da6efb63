// Sends model calls with OpenTelemetry's SDK: node send.mjs ADDRESS KEY FORM COUNT, where FORM is proto or json.
import { context, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as Json } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as Proto } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const [address, key, form, count] = process.argv.slice(2);
const Exporter = form === 'json' ? Json : Proto;
const exporter = new Exporter({ url: `${address}/v1/traces`, headers: { 'x-apex-key': key }, compression: 'gzip' });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'node-shop' }),
  spanProcessors: [new BatchSpanProcessor(exporter, { maxExportBatchSize: 50 })],
});
const tracer = provider.getTracer('node.llm', '1.0');
for (let i = 0; i < Number(count); i++) {
  const request = tracer.startSpan('POST /chat', { kind: SpanKind.SERVER });
  const chat = tracer.startSpan(
    'chat gpt-4o',
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 100,
        'gen_ai.response.finish_reasons': ['stop'],
      },
    },
    trace.setSpan(context.active(), request),
  );
  chat.end();
  request.end();
}
await provider.forceFlush();
await provider.shutdown();
