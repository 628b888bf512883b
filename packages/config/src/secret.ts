const hidden = '[secret]';

/**
 * A value that must not be seen. It does not show in text, in JSON, in a console or in a debugger's list of properties;
 * only {@link reveal} gives it.
 *
 * @example
 * const password = new Secret('hunter2');
 * `${password}`; // '[secret]'
 * JSON.stringify({ password }); // '{"password":"[secret]"}'
 * password.reveal(); // 'hunter2'
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for whoever has to send it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  /** What `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}
