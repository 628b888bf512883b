import { page, table } from '../html/document.js';
import { Html, html } from '../text/html.js';

/** What a {@link trainingPage} shows. */
export interface TrainingPage {
  readonly title: string;
  /** What is to be known of the training, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Captions, each with the text of an SVG that is put into the page as it is; two stand side by side where there is room. */
  readonly pictures: readonly (readonly [caption: string, svg: string])[];
}

/** A training as one self-contained page: its facts and all its pictures. */
export function trainingPage({ title, facts, pictures }: TrainingPage): string {
  const figures = pictures.map(
    ([caption, svg]) => html`<figure><figcaption>${caption}</figcaption>\n${new Html(svg)}</figure>\n`,
  );
  return page(title, 'One training of the detector, in figures and pictures.', [
    ...(facts.length > 0
      ? [
          html`<h2>Facts</h2>${table(
            ['Fact', 'Value'],
            facts.map((cells) => ({ cells })),
          )}`,
        ]
      : []),
    ...(figures.length > 0 ? [html`<h2>Pictures</h2><div class="pictures">${figures}</div>`] : []),
  ]);
}
