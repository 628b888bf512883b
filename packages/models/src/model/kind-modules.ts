/** Per kind of model that is not built in, the URL of the module that registers it, if it gave one: worker threads import it. */
export const kindModules = new Map<string, string | undefined>();
