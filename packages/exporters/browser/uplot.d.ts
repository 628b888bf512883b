// The library's own module, which the server serves beside these.
export { default } from 'uplot';
