/** The lines of one metric on a page, without HELP and TYPE: `['name{label="x"} 1']`. */
export function seriesOf(page: string, name: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
}
