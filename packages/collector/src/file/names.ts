/** Column names that usually hold the time; where a file has several, the first in this list is taken. */
const timestampNames = ['timestamp', '@timestamp', 'datetime', 'date_time', 'time', 'date', 'ts'];
const hostNames = ['host', 'hostname', 'instance'];
const labelNames = ['label'];

/** Marks a row as a verdict of this detector, in the format of its Kafka topic. */
const verdictMark = 'anomaly_score';

/** Fields of such a row that are about the detector and not about the host: never features. */
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

/** Names that the caller gave, instead of the usual ones. */
export interface RoleNames {
  readonly timestamp?: string;
  readonly host?: string;
  readonly label?: string;
}

/** Which names of a row hold its time, host and label. */
export interface Roles {
  readonly timestamp: string | undefined;
  readonly host: string | undefined;
  readonly label: string | undefined;
  /** Whether a name is none of these, nor about the detector. */
  isFeature(name: string): boolean;
}

/** Finds out which names of a row are not features. */
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
