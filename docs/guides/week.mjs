// A week of one server, a sample a minute: two labelled incidents, and noise that is none.
const minutes = 7 * 24 * 60;
let seed = 1;
function noise() {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647 - 0.5;
}
console.log('timestamp,host,cpu_percent,memory_percent,disk_percent,label');
for (let i = 0; i < minutes; i++) {
  const day = Math.sin((2 * Math.PI * i) / 1440);
  const [busy, leak] = [i >= 6000 && i < 6030, i >= 8500 && i < 8620];
  const cpu = busy ? 96 : 25 + 10 * day + 8 * noise();
  const memory = 50 + 2 * day + noise() + (leak ? (i - 8500) / 4 : 0);
  const disk = 40 + i / 4000;
  const time = new Date(Date.UTC(2026, 0, 5) + i * 60_000).toISOString();
  console.log(
    [time, 'web-1', cpu.toFixed(2), memory.toFixed(2), disk.toFixed(2), busy || leak ? 1 : 0].join(','),
  );
}
