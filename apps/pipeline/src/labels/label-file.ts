import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendLines } from '../recording/append-lines.js';

/** What somebody said of a stretch of samples. */
export interface Label {
  readonly schemaVersion: 1;
  readonly host: string;
  /** Milliseconds since the epoch, of the first and last sample that it is about. */
  readonly from: number;
  readonly to: number;
  /** The alert that it is about, where there was one. */
  readonly alertId: string | null;
  readonly isAnomaly: boolean;
  /** When it was said, in milliseconds since the epoch. */
  readonly labelledAt: number;
}

/** The labels of a file, oldest first, and how many of its lines are none: a writer may have been killed in the middle of one. */
export interface ReadLabels {
  readonly labels: readonly Label[];
  readonly unreadableLines: number;
}

/** The file of labels of a recorded history. */
export function labelFile(historyFolder: string): string {
  return join(historyFolder, 'labels.jsonl');
}

/** Reads a file of labels; where there is no file there are no labels. */
export async function readLabels(path: string): Promise<ReadLabels> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return { labels: [], unreadableLines: 0 };
    throw error;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const labels = lines.flatMap((line) => parseLabel(line) ?? []);
  return { labels, unreadableLines: lines.length - labels.length };
}

/** Adds a label at the end of a file. After a torn line it begins a new one, so that only the torn one is lost. */
export async function appendLabel(path: string, label: Label): Promise<void> {
  const { error } = await appendLines(path, [JSON.stringify(label)]);
  if (error) throw error;
}

/** Of several labels of one stretch the last one is in force. */
export function inForce(labels: readonly Label[]): Label[] {
  const byStretch = new Map<string, Label>();
  for (const label of labels) {
    const key = JSON.stringify(label.alertId ?? [label.host, label.from]);
    byStretch.delete(key);
    byStretch.set(key, label);
  }
  return [...byStretch.values()];
}

function parseLabel(line: string): Label | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isLabel(value) ? value : undefined;
}

function isLabel(value: unknown): value is Label {
  if (typeof value !== 'object' || value === null) return false;
  const label: Partial<Record<keyof Label, unknown>> = value;
  return (
    label.schemaVersion === 1 &&
    typeof label.host === 'string' &&
    Number.isFinite(label.from) &&
    Number.isFinite(label.to) &&
    (label.alertId === null || typeof label.alertId === 'string') &&
    typeof label.isAnomaly === 'boolean' &&
    Number.isFinite(label.labelledAt)
  );
}
