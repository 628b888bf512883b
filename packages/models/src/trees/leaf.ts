/** In place of a column: this node is a leaf. */
export const leaf = 0xffff;
