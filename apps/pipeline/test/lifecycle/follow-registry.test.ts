import { MlflowClient } from '@ad/mlflow-client';
import { expect, it, onTestFinished } from 'vitest';
import { watchAliases } from '../../src/registry/watch-aliases.js';
import { freshFolder } from './support.js';

const modelName = 'ad-web-1';

/** A registry with two versions, whose champion is the first, and what a watcher that judges with it is told. */
async function watched() {
  const { registry } = new MlflowClient({ trackingUri: freshFolder() });
  const client = { registry } as MlflowClient;
  await registry.createModel({ name: modelName });
  for (const source of ['one', 'two']) await registry.createVersion({ name: modelName, source });
  await registry.setAlias(modelName, 'champion', '1');
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const told: string[] = [];
  const here = { judging: '1', isBehind: false };
  void watchAliases({
    client,
    modelName,
    seconds: 0.02,
    signal: stop.signal,
    known: new Map([['champion', '1']]),
    judging: () => here.judging,
    isBehind: () => here.isBehind,
    onChange: async (alias, { version }) => void told.push(`${alias} ${version}`),
    onProblem: (error) => told.push(String(error)),
  });
  const looks = () => new Promise((resolve) => setTimeout(resolve, 200));
  return { registry, here, told, looks };
}

it('tells of an alias that has moved, once', async () => {
  const { registry, told, looks } = await watched();
  await looks();
  expect(told).toEqual([]);
  await registry.setAlias(modelName, 'champion', '2');
  await looks();
  expect(told).toEqual(['champion 2']);
});

it('tells of a champion that was put back before anybody had seen it elsewhere', async () => {
  const { registry, here, told, looks } = await watched();
  here.isBehind = true;
  here.judging = '2';
  await registry.setAlias(modelName, 'champion', '2');
  await registry.setAlias(modelName, 'champion', '1');
  await looks();
  expect(told).toEqual([]);
  here.isBehind = false;
  await looks();
  expect(told).toEqual(['champion 1']);
});
