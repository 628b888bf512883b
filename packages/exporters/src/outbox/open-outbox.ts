import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asError, systemCode } from '../errors.js';
import { DurableOutbox } from './durable-outbox.js';
import { syncFolder } from './folder.js';
import { lockFolder } from './folder-lock.js';
import { type OutboxOptions, resolveOptions } from './options.js';
import type { Outbox } from './outbox.js';

/**
 * Why an outbox could not be opened.
 *
 * - `in_use`: it is open already, in another process or in this one
 * - `permission`: the folder may not be read and written
 * - `not_a_folder`: a file is in its place
 * - `no_space`: the disk is full
 * - `failed`: anything else; `error` says what
 */
export type OpenOutboxFailureReason = 'in_use' | 'permission' | 'not_a_folder' | 'no_space' | 'failed';

/** The outbox, or why it could not be opened. */
export type OpenOutboxResult<Item> =
  | { readonly ok: true; readonly outbox: Outbox<Item> }
  | {
      readonly ok: false;
      readonly reason: OpenOutboxFailureReason;
      readonly error: Error;
      /** A sentence that names the folder and says what to do. */
      readonly message: string;
    };

const REASONS: Readonly<Record<string, OpenOutboxFailureReason>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  EROFS: 'permission',
  EEXIST: 'not_a_folder',
  ENOTDIR: 'not_a_folder',
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
};

const MESSAGES: Readonly<Record<OpenOutboxFailureReason, string>> = {
  in_use: 'it is open already; let each process have a folder of its own',
  permission: 'the folder may not be read and written; change its permissions or choose another',
  not_a_folder: 'there is a file in its place; choose another folder',
  no_space: 'the disk is full',
  failed: 'the system refused',
};

/**
 * Opens an outbox. What an earlier process left in the folder is read once, checked, and delivered. The folder belongs to this
 * outbox until it is closed or the process ends. If the outbox cannot be opened, the sink stays open.
 *
 * @throws ExporterError `INVALID_OPTION` (as a rejection) when an option is out of range
 * @example
 * const exporter = new ConsoleExporter({ stream: process.stdout });
 * const opened = await openOutbox({ sink: exporter, folder: './outbox', onProblem: console.error });
 * if (!opened.ok) throw new Error(opened.message);
 * await opened.outbox.write(verdict);
 * await opened.outbox.close();
 */
export async function openOutbox<Item>(options: OutboxOptions<Item>): Promise<OpenOutboxResult<Item>> {
  const resolved = resolveOptions(options);
  const { folder } = resolved;
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made) await syncFolder(dirname(made));
    const release = await lockFolder(folder);
    if (release === undefined) return failure(folder, 'in_use', new Error('another outbox has it'));
    try {
      return { ok: true, outbox: await DurableOutbox.open(resolved, release) };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (cause) {
    const error = asError(cause);
    return failure(folder, REASONS[systemCode(error)] ?? 'failed', error);
  }
}

function failure(folder: string, reason: OpenOutboxFailureReason, error: Error) {
  const message = `cannot open the outbox in ${folder}: ${MESSAGES[reason]} (${error.message})`;
  return { ok: false, reason, error, message } as const;
}
