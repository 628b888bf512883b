/** Everything that the host source can read. */
export const FEATURES = ['cpu', 'memory', 'disk', 'load', 'swap', 'disk_io', 'network'];
