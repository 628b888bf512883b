import { CounterRates } from './counter-rates.js';
import { readProcFile } from './proc-file.js';
import type { Reader } from './reader.js';
import { unsupported } from './unsupported.js';

/** Bridges, tunnels, container ends and other interfaces whose bytes also cross a physical one, or never leave the host. */
const VIRTUAL =
  /^(?:veth|docker|br-|br\d|virbr|vnet|lxc|lxd|cni|eni|azv|cali|flannel|cilium|kube|nodelocaldns|podman|bond|team|dummy|ifb|tun|tap|wg|ppp|sit|gre|ip6|tunl|vxlan|tailscale|zt)|\./;

/**
 * `network_receive_bytes_per_second` and `network_transmit_bytes_per_second`, summed over physical interfaces, since
 * the last reading. Loopback never counts; where no interface looks physical, as in some containers, all others do.
 * Linux only; `NaN` when a counter went back.
 */
export const network: Reader = {
  valueNames: ['network_receive_bytes_per_second', 'network_transmit_bytes_per_second'],
  create({ platform, procPath, clock }) {
    if (platform !== 'linux') return unsupported('network', platform);
    // net/ shows the network namespace of the reading process. In a procfs that is mounted from the host, process 1 has the host's.
    const file = procPath === '/proc' ? 'net/dev' : '1/net/dev';
    const rates = new CounterRates(2);
    return () => {
      const interfaces = parseNetDev(readProcFile(procPath, file));
      if (interfaces.size === 0) throw new Error('net/dev lists no interface besides loopback');
      const [receive, transmit] = rates.update(interfaces, clock.monotonic());
      return { network_receive_bytes_per_second: receive, network_transmit_bytes_per_second: transmit };
    };
  },
};

function parseNetDev(dev: string): Map<string, readonly [received: number, transmitted: number]> {
  const physical = new Map<string, readonly [number, number]>();
  const virtual = new Map<string, readonly [number, number]>();
  for (const line of dev.split('\n')) {
    // name: bytes, 7 more columns of receive, bytes, 7 more columns of transmit
    const colon = line.lastIndexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim();
    if (name === 'lo') continue;
    const fields = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    (VIRTUAL.test(name) ? virtual : physical).set(name, [Number(fields[0]), Number(fields[8])]);
  }
  return physical.size > 0 ? physical : virtual;
}
