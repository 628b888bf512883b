import { Gauge, type Registry } from 'prom-client';

/** Whether prom-client takes a value: it throws on NaN, and a counter on what is negative. Monitoring must not stop what it watches. */
export function isMeasurement(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

/** Registers a gauge that is read at each scrape. It has no series while there is no measurement. */
export function registerReading(
  registry: Registry,
  read: () => number | undefined,
  { name, help }: { readonly name: string; readonly help: string },
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      if (value !== undefined && isMeasurement(value)) this.set(value);
      else this.remove();
    },
  });
}
