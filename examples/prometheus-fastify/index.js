// node index.js [port]; then: curl localhost:3000/ ; curl localhost:3000/slow ; curl localhost:3000/metrics
import { createApp } from './app.js';

const address = await createApp().listen({ port: Number(process.argv[2] ?? 3000) });
console.log(`${address}/metrics`);
