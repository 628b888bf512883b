import { PrometheusExporter } from '@ad/exporters/prometheus';
import Fastify from 'fastify';

/**
 * An application that tells Prometheus how unusual its last answer was. How that is decided is its own affair: the exporter takes any
 * object of the shape of a verdict. Here an answer is unusual when it takes `limit` times as long as the average so far.
 */
export function createApp({ limit = 5, version = '1.0.0' } = {}) {
  const exporter = new PrometheusExporter({ version });
  const app = Fastify();
  let answers = 0;
  let average = 0;

  app.get('/', () => ({ hello: 'world' }));
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { hello: 'at last' };
  });

  app.get('/metrics', async (_request, reply) => {
    reply.type(exporter.contentType);
    return exporter.metrics();
  });

  app.addHook('onResponse', async (request, reply) => {
    if (request.url === '/metrics') return;
    const response_seconds = reply.elapsedTime / 1000;
    exporter.write(verdict(response_seconds));
    answers += 1;
    average += (response_seconds - average) / answers;
  });

  function verdict(response_seconds) {
    const warming = answers < 10;
    const score = warming ? Number.NaN : response_seconds / average;
    const isAnomaly = score > limit;
    return {
      timestamp: Date.now(),
      host: 'app',
      values: { response_seconds },
      state: warming ? 'warming' : isAnomaly ? 'firing' : 'normal',
      isAnomaly,
      score,
      probability: score / (score + limit), // 0.5 at the limit
      pValue: Number.NaN,
      threshold: limit,
      provisional: false,
      attributions: [
        {
          feature: 'response_seconds',
          share: 1,
          observed: response_seconds,
          expected: { low: 0, high: average * limit },
        },
      ],
      model: { kind: 'times_average', version },
    };
  }
  return app;
}
