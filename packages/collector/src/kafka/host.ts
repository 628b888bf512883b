const usual = /^[\x20-\x7e]{1,255}$/;
const printable = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u;

/** Whether `value` names a host: 1 to 255 printable characters. */
export function isHost(value: unknown): value is string {
  return typeof value === 'string' && (usual.test(value) || printable.test(value));
}
