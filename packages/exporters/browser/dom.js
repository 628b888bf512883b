// Elements of the page. Texts are never parsed as HTML, because a host or a feature may have any name.

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
 * Sets the text if it differs. To set the same text again would cost a layout, and screen readers might read it again.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes an element.
 *
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
 * A text from outside, such as a name. Its writing direction does not affect the text around it.
 *
 * @param {string} text
 */
export function foreign(text) {
  return make('bdi', '', text);
}

/** Has screen readers say a text. @param {string} text */
export function announce(text) {
  byId('announcer').textContent = text;
}
