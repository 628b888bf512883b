// Elements of the page. All text is put in as text: a host or a feature may have any name.

/**
 * The element of the page with this id.
 *
 * @template {typeof HTMLElement} [Kind=typeof HTMLElement]
 * @param {string} id
 * @param {Kind} [kind]
 * @returns {InstanceType<Kind>}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof (kind ?? HTMLElement)) return /** @type {InstanceType<Kind>} */ (found);
  throw new Error(`the page has no ${id}`);
}

/**
 * Changes text only where it differs, so that nothing is laid out, or read aloud, again for nothing.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/**
 * A text of foreign origin; its writing direction stays its own.
 *
 * @param {string} text
 */
export function foreign(text) {
  return make('bdi', '', text);
}

/** @param {string} text */
export function announce(text) {
  byId('announcer').textContent = text;
}
