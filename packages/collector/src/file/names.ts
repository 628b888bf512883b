/** Names under which the usual tools write the time of a row, most telling first. */
const timestampNames = ['timestamp', '@timestamp', 'datetime', 'date_time', 'time', 'date', 'ts'];
const hostNames = ['host', 'hostname', 'instance'];
const labelNames = ['label'];

/** Marks a row as a verdict of this detector, in the format of its Kafka topic. */
const verdictMark = 'anomaly_score';

/** What such a row says of the detector and not of the host: never a feature. */
const verdictNames = new Set([
  verdictMark,
  'alert_id',
  'is_anomaly',
  'model_kind',
  'model_type',
  'model_version',
  'p_value',
  'probability',
  'provisional',
  'schema_version',
  'score',
  'sequence',
  'threshold',
]);

/** Names that the caller gave for what is found by its usual names otherwise. */
export interface RoleNames {
  readonly timestamp?: string;
  readonly host?: string;
  readonly label?: string;
}

/** The names in use that are no features. */
export interface Roles {
  readonly timestamp: string | undefined;
  readonly host: string | undefined;
  readonly label: string | undefined;
  /** Whether a name is none of these and says something of the host. */
  isFeature(name: string): boolean;
}

/** Finds among the names of a row what is not a feature. */
export function findRoles(names: readonly string[], given: RoleNames): Roles {
  const find = (usual: readonly string[]) => {
    const rank = (name: string) => usual.indexOf(name.toLowerCase());
    return names.filter((name) => rank(name) !== -1).sort((a, b) => rank(a) - rank(b))[0];
  };
  const timestamp = given.timestamp ?? find(timestampNames);
  const host = given.host ?? find(hostNames);
  const label = given.label ?? find(labelNames);
  const isVerdict = names.includes(verdictMark);
  return {
    timestamp,
    host,
    label,
    isFeature: (name) =>
      name !== timestamp && name !== host && name !== label && !(isVerdict && verdictNames.has(name)),
  };
}
