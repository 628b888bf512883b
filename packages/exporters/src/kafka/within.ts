/** Settles like `work`, or rejects with the message `late` after `milliseconds`. `work` itself goes on. */
export function within<Result>(work: Promise<Result>, milliseconds: number, late: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error(late)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timeout));
  });
}
