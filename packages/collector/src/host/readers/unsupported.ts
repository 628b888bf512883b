import { CollectorError } from '../../errors.js';
import type { HostFeature, Read } from './reader.js';

/** The reader of a feature that this platform does not have. */
export function unsupported(feature: HostFeature, platform: NodeJS.Platform): Read {
  return () => {
    throw new CollectorError('unsupported', `${feature} cannot be read on ${platform}`);
  };
}
