export interface MadeItem {
  readonly number: number;
  readonly score: number;
}
export function madeItem(number: number): MadeItem;
