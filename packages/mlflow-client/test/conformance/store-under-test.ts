import { randomUUID } from 'node:crypto';
import { test } from 'vitest';
import type { MlflowClient } from '../../src/client.js';

/** The store that cases are tried on. */
export interface StoreUnderTest {
  /** Opened before the first case. */
  client: MlflowClient;
  /** Titles of cases that MLflow itself fails at over this store. */
  readonly fails: readonly string[];
}

/** Defines a case of MLflow's own tests, which is expected to fail where MLflow does. */
export function mlflowTest(store: StoreUnderTest) {
  return (title: string, work: (client: MlflowClient) => Promise<void>) =>
    (store.fails.includes(title) ? test.fails : test)(title, () => work(store.client));
}

/** A name that nothing else has. */
export function unique(what: string): string {
  return `${what} ${randomUUID()}`;
}

export async function newExperiment({ experiments }: MlflowClient): Promise<string> {
  return experiments.create({ name: unique('experiment') });
}

export async function newRun(client: MlflowClient) {
  return client.runs.create({ experimentId: await newExperiment(client) });
}
