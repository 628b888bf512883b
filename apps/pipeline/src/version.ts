import about from '../package.json' with { type: 'json' };

/** Version of this application. */
export const version: string = about.version;
