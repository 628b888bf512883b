/** Levels of ln(score) that scores are counted at: steps of 5 %, from 0.0003 to 160,000. */
export const levelStep = 0.05;
export const levelCount = 400;
const lowest = -8;
const smallestScore = Math.exp(lowest);
const largestScore = Math.exp(lowest + levelStep * levelCount);

/** ln(score) of a level. */
export function levelValue(level: number): number {
  return lowest + level * levelStep;
}

/** How many levels lie strictly below ln(score). */
export function levelsBelow(logScore: number): number {
  const levels = Math.ceil((logScore - lowest) / levelStep);
  return Math.min(levelCount, Math.max(0, levels));
}

/** The score, or the nearest that there is a level for. */
export function withinLevels(score: number): number {
  return Math.min(largestScore, Math.max(smallestScore, score));
}
