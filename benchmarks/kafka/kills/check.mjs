// The rules that the topics must keep, whatever was killed: nothing is lost or out of order, and repetitions are identical.

/**
 * Compares what collectors have printed with what is in the topics. `printed` are lines of `ad collect --json`, the others are messages
 * as `readTopic` returns them. Returns counts, and the violations: by rule, what violates it, in words.
 */
export function check({ printed, samples, verdicts, deadLetters }) {
  const violations = new Map();
  const violate = (rule, offender) => {
    if (!violations.has(rule)) violations.set(rule, []);
    violations.get(rule).push(offender);
  };
  const sent = distinctSamples(samples, violate);
  checkPrinted(printed, sent.byId, violate);
  const judged = distinctVerdicts(verdicts, violate);
  checkVerdicts(sent.byHost, judged, violate);
  for (const { value, headers } of deadLetters) {
    violate('no dead letters', `${headers['error-reason']}: ${headers['error-detail']} ${value}`);
  }
  const distinct = sent.byId.size;
  return {
    counts: {
      printed: printed.length,
      samples: distinct,
      repeatedSamples: samples.length - distinct,
      verdicts: judged.byId.size,
      repeatedVerdicts: verdicts.length - judged.byId.size,
      deadLetters: deadLetters.length,
      boots: sent.boots,
    },
    violations: Object.fromEntries(violations),
  };
}

/** First occurrences, which must count 1, 2, 3, … for each start of a collector, and go forward in time for each host. */
function distinctSamples(messages, violate) {
  const byId = new Map();
  const byHost = new Map();
  const sequences = new Map();
  for (const { value, partition, offset } of messages) {
    const { host, boot, sequence, timestamp } = JSON.parse(value);
    const id = `${host}/${boot}/${sequence}`;
    const where = `${id} at ${partition}/${offset}`;
    if (byId.has(id)) {
      if (byId.get(id).value !== value) violate('a repeated sample is the same to the byte', where);
      continue;
    }
    const sample = { id, timestamp, value };
    byId.set(id, sample);
    const start = `${host}/${boot}`;
    const before = sequences.get(start) ?? 0;
    if (sequence !== before + 1) {
      violate('samples of a start are in order without a gap', `${where} after ${before}`);
    }
    sequences.set(start, Math.max(before, sequence));
    if (!byHost.has(host)) byHost.set(host, []);
    const own = byHost.get(host);
    const last = own.at(-1);
    if (last && last.timestamp >= timestamp) {
      violate('samples of a host go forward in time', `${where} after ${last.id}`);
    }
    own.push(sample);
  }
  return { byId, byHost, boots: sequences.size };
}

/** What was printed was acknowledged by the outbox: it must be in the topic, as it was printed. */
function checkPrinted(printed, byId, violate) {
  for (const { host, boot, sequence, timestamp } of printed) {
    const id = `${host}/${boot}/${sequence}`;
    const sample = byId.get(id);
    if (!sample) violate('every acknowledged sample is in the topic', `${id} of ${timestamp}`);
    else if (sample.timestamp !== timestamp) violate('a sample keeps its time', `${id} of ${timestamp}`);
  }
}

/** First occurrences, which must count 1, 2, 3, … for each host. */
function distinctVerdicts(messages, violate) {
  const byId = new Map();
  const byHost = new Map();
  for (const { value, headers, partition, offset } of messages) {
    const { id, host, sequence, timestamp } = JSON.parse(value);
    const where = `${id} at ${partition}/${offset}`;
    if (headers.id !== id) violate('the header of a verdict is its id', where);
    if (byId.has(id)) {
      if (byId.get(id) !== value) violate('a repeated verdict is the same to the byte', where);
      continue;
    }
    byId.set(id, value);
    if (!byHost.has(host)) byHost.set(host, []);
    const own = byHost.get(host);
    if (sequence !== own.length + 1) {
      violate('verdicts of a host are in order without a gap', `${where} is number ${own.length + 1}`);
    }
    own.push({ id, timestamp: Date.parse(timestamp) });
  }
  return { byId, byHost };
}

/** Every sample has one verdict, every verdict a sample, in the same order. */
function checkVerdicts(samplesByHost, { byHost }, violate) {
  for (const host of new Set([...samplesByHost.keys(), ...byHost.keys()])) {
    const samples = samplesByHost.get(host) ?? [];
    const verdicts = byHost.get(host) ?? [];
    const ids = new Map();
    for (const { id, timestamp } of verdicts) ids.set(timestamp, [...(ids.get(timestamp) ?? []), id]);
    const times = new Set();
    for (const { id, timestamp } of samples) {
      times.add(timestamp);
      const own = ids.get(timestamp) ?? [];
      if (own.length === 0) violate('every sample has a verdict', `${id} of ${timestamp}`);
      if (own.length > 1) violate('no sample has two verdicts', `${id}: ${own.join(', ')}`);
    }
    for (const { id, timestamp } of verdicts) {
      if (!times.has(timestamp)) violate('every verdict has a sample', id);
    }
    const at = verdicts.findIndex(({ timestamp }, i) => samples[i]?.timestamp !== timestamp);
    if (at !== -1) violate('verdicts have the order of samples', `${verdicts[at].id}, from there on`);
  }
}
