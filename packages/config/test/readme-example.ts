import { loadConfig } from '@ad/config';

const loaded = await loadConfig({ file: 'config.json', flags: { services: { http_host: '127.0.0.1' } } });

if (loaded.ok) {
  console.log(`a sample every ${loaded.config.data_collection.interval_seconds} s`);
  console.log(
    `listening on ${loaded.config.services.http_host}, set by ${loaded.sources['services.http_host']}`,
  );
} else {
  for (const problem of loaded.problems) console.log(problem.message);
}
