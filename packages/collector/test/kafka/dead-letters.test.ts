import { describe, expect, it } from 'vitest';
import { clientError, FakeKafka, samples } from './support/fake-kafka.js';
import { NOON, rawMessage, sampleMessage } from './support/messages.js';
import { sourceOf } from './support/source.js';

const poison = { ...rawMessage('{"torn', 'k'), headers: { trace: Buffer.from([1, 2]) } };

describe('a message that is not a sample', () => {
  it('is in the dead-letter topic before the rest is handed out', async () => {
    const kafka = new FakeKafka([poison, sampleMessage(), rawMessage(null, null)]);
    const { source, problems } = sourceOf(kafka);
    for await (const { records, nextOffset } of source.batches()) {
      expect(records.map(({ offset }) => offset)).toEqual([1]);
      expect(nextOffset).toBe(3);
      expect(kafka.deadLetters).toEqual([
        {
          key: poison.key,
          value: poison.value,
          headers: {
            trace: Buffer.from([1, 2]),
            'error-reason': 'not_json',
            'error-detail': '"{\\"torn" is not a JSON object',
            'source-topic': 'samples',
            'source-partition': '0',
            'source-offset': '0',
            'source-timestamp': String(NOON),
          },
        },
        expect.objectContaining({ key: null, value: null }),
      ]);
      break;
    }
    expect(source.deadLettered).toBe(2);
    expect(problems).toEqual([
      {
        reason: 'poison',
        topic: 'samples',
        message: 'not_json: null is not a JSON object',
        count: 2,
        partition: 0,
        offset: 2,
        rejection: 'not_json',
      },
    ]);
  });

  it('alone makes a batch without records, so that its offset can be committed', async () => {
    const kafka = new FakeKafka([poison]);
    const { source, stop } = sourceOf(kafka);
    for await (const { records, nextOffset } of source.batches()) {
      expect([records.length, nextOffset]).toEqual([0, 1]);
      stop();
    }
    expect(kafka.committed.get(0)).toBe(1);
  });

  it('is only counted and reported without a topic for it', async () => {
    const kafka = new FakeKafka([poison, sampleMessage()]);
    const { source, problems } = sourceOf(kafka, { deadLetterTopic: null });
    for await (const _ of source) break;
    expect(kafka.deadLetters).toEqual([]);
    expect(source.deadLettered).toBe(1);
    expect(problems).toMatchObject([{ reason: 'poison', count: 1 }]);
  });

  it('is reported once a second, however many there are', async () => {
    const kafka = new FakeKafka(Array.from({ length: 500 }, () => poison));
    kafka.batchSize = 1;
    const { source, problems, clock, stop } = sourceOf(kafka);
    for await (const { nextOffset } of source.batches()) if (nextOffset === 500) stop();
    const counts = problems.map((problem) => (problem.reason === 'poison' ? problem.count : 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500);
    expect(counts.length).toBeLessThanOrEqual(clock.monotonic() / 1000 + 2);
  });

  it('stops the reading while it cannot be written', async () => {
    const kafka = new FakeKafka([poison, sampleMessage()]);
    const error = () => clientError('no such topic', { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    kafka.fail('send', error(), error());
    const { source, problems } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(kafka.deadLetters).toHaveLength(1);
    const advice = 'create it, or set deadLetterTopic to null to drop what is not a sample';
    expect(problems.map(({ reason, message }) => [reason, message])).toEqual([
      ['dead_letters_stuck', `samples.dead-letters cannot be written: ${advice}`],
      ['dead_letters_recovered', 'samples.dead-letters is written again'],
      ['poison', 'not_json: "{\\"torn" is not a JSON object'],
    ]);
  });

  it('is not committed when the reading ends before it is written', async () => {
    const kafka = new FakeKafka([poison, sampleMessage()]);
    kafka.fail('send', ...Array.from({ length: 1000 }, () => clientError('away')));
    const { source, stop } = sourceOf(kafka);
    setTimeout(stop, 20);
    for await (const _ of source) expect.unreachable();
    expect(kafka.committed.size).toBe(0);
    expect(source.deadLettered).toBe(0);
  });

  it('is cut where it does not fit with its new headers', async () => {
    const kafka = new FakeKafka([rawMessage('x'.repeat(100_000)), poison, sampleMessage()]);
    const tooLarge = () => clientError('too large', { type: 'MESSAGE_TOO_LARGE' });
    // The two together, then the large one alone.
    kafka.fail('send', tooLarge(), tooLarge());
    const { source } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(kafka.deadLetters.map(({ value }) => value?.length)).toEqual([65_536, 6]);
    expect(kafka.deadLetters[0].headers).toMatchObject({
      'error-reason': 'too_large',
      'error-cut-from-bytes': '100000',
    });
  });

  it('is written without its own headers where it is they that are too large', async () => {
    const large = { ...rawMessage('x'.repeat(2000)), headers: { note: 'n'.repeat(1_000_000) } };
    const kafka = new FakeKafka([large, sampleMessage()]);
    const tooLarge = () => clientError('too large', { type: 'MESSAGE_TOO_LARGE' });
    kafka.fail('send', tooLarge(), tooLarge());
    const { source } = sourceOf(kafka);
    for await (const _ of source) break;
    expect(kafka.deadLetters.map(({ value }) => value?.length)).toEqual([1024]);
    expect(kafka.deadLetters[0].headers).not.toHaveProperty('note');
    expect(kafka.deadLetters[0].headers).toMatchObject({
      'error-cut-from-bytes': '2000',
      'error-headers-left-out': 'note',
      'source-offset': '0',
    });
  });
});

describe('a sample that the reader rejects', () => {
  it('is in the dead-letter topic when the call returns', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source } = sourceOf(kafka);
    for await (const { records } of source.batches()) {
      await source.deadLetter(records[1], 'unknown_host', 'nobody knows it');
      expect(kafka.deadLetters).toMatchObject([
        {
          value: records[1].message.value,
          headers: {
            'error-reason': 'unknown_host',
            'error-detail': 'nobody knows it',
            'source-offset': '1',
          },
        },
      ]);
      break;
    }
    expect(source.deadLettered).toBe(1);
  });

  it('can only be rejected while it is being read', async () => {
    const { source } = sourceOf(new FakeKafka(samples(1)));
    const [record] = (await source.batches().next()).value?.records ?? [];
    expect(record.offset).toBe(0);
    const { source: other } = sourceOf(new FakeKafka([]));
    await expect(other.deadLetter(record, 'a', 'b')).rejects.toMatchObject({ code: 'not_iterating' });
  });

  it('makes the call reject when the signal aborts before it is written', async () => {
    const kafka = new FakeKafka(samples(1));
    kafka.fail('send', ...Array.from({ length: 1000 }, () => clientError('away')));
    const { source, stop } = sourceOf(kafka);
    const loop = async () => {
      for await (const { records } of source.batches()) {
        setTimeout(stop, 10);
        await source.deadLetter(records[0], 'a', 'b');
      }
    };
    await expect(loop()).rejects.toMatchObject({ code: 'dead_letter_unwritten' });
    expect(kafka.committed.size).toBe(0);
  });
});
