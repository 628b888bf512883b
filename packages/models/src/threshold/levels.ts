/** Levels of ln(score) that scores are counted at: steps of 5 %, from 0.0025 to 22,000. Scores beyond count as the outermost. */
export const levelStep = 0.05;
export const levelCount = 320;
const lowest = -6;

/** ln(score) of a level. */
export function levelValue(level: number): number {
  return lowest + level * levelStep;
}

/** How many levels lie strictly below ln(score). */
export function levelsBelow(logScore: number): number {
  const levels = Math.ceil((logScore - lowest) / levelStep);
  return Math.min(levelCount, Math.max(0, levels));
}
