import type { Clock } from '../../clock.js';

const REFRESH_MILLISECONDS = 10 * 60_000;
const RETRY_MILLISECONDS = 60_000;

/** Filesystems without a disk behind them, or that are full by nature. */
const PSEUDO_TYPES = new Set([
  'tmpfs',
  'devtmpfs',
  'ramfs',
  'squashfs',
  'iso9660',
  'udf',
  'erofs',
  'devfs',
  'autofs',
  'efivarfs',
]);

/**
 * The mount points of this host's real filesystems. Finding them starts a process (`df` or the like), so this is done in
 * the background: at the beginning and every ten minutes, until `signal` aborts.
 */
export class MountDiscovery {
  #mounts: Promise<readonly string[]>;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#mounts = discoverMounts();
    void this.#refresh(clock, signal);
  }

  /** The latest list. Rejects as long as none could be found. */
  mounts(): Promise<readonly string[]> {
    return this.#mounts;
  }

  async #refresh(clock: Clock, signal: AbortSignal): Promise<void> {
    let found = await succeeds(this.#mounts);
    while (!signal.aborted) {
      await clock.sleep(found ? REFRESH_MILLISECONDS : RETRY_MILLISECONDS, signal);
      if (signal.aborted) return;
      const latest = discoverMounts();
      found = await succeeds(latest);
      if (found) this.#mounts = latest;
    }
  }
}

function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

async function discoverMounts(): Promise<readonly string[]> {
  // Loaded only here: it takes far longer to load than everything else in this package together.
  const { default: systeminformation } = await import('systeminformation');
  const byDevice = new Map<string, string>();
  for (const { fs, type, mount, size } of await systeminformation.fsSize()) {
    const isContainerLayer = type === 'overlay' && mount !== '/';
    if (size <= 0 || isContainerLayer || PSEUDO_TYPES.has(type.toLowerCase())) continue;
    // A device that is mounted twice is equally full at both places.
    if (!byDevice.has(fs)) byDevice.set(fs, mount);
  }
  return [...byDevice.values()];
}
