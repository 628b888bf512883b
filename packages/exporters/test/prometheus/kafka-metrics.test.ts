import { describe, expect, it } from 'vitest';
import { exporterWith, seriesBeginningWith, seriesOf } from './support.js';

describe('Kafka on the page', () => {
  it('is not there while Kafka is not used', async () => {
    expect(seriesBeginningWith(await exporterWith().metrics(), 'anomaly_detection_kafka_')).toEqual([]);
  });

  it('begins its counters at 0 with the first word of it', async () => {
    const exporter = exporterWith();
    exporter.setKafkaConnected(false);
    expect(seriesBeginningWith(await exporter.metrics(), 'anomaly_detection_kafka_')).toEqual([
      'anomaly_detection_kafka_messages_total{direction="in",result="ok"} 0',
      'anomaly_detection_kafka_messages_total{direction="in",result="failed"} 0',
      'anomaly_detection_kafka_messages_total{direction="in",result="dead_letter"} 0',
      'anomaly_detection_kafka_messages_total{direction="out",result="ok"} 0',
      'anomaly_detection_kafka_messages_total{direction="out",result="failed"} 0',
      'anomaly_detection_kafka_messages_total{direction="out",result="dead_letter"} 0',
      'anomaly_detection_kafka_connected 0',
    ]);
  });

  it('counts messages and ignores what is no count', async () => {
    const exporter = exporterWith();
    exporter.recordKafkaMessages({ direction: 'out', result: 'ok' });
    exporter.recordKafkaMessages({ direction: 'out', result: 'ok', count: 4 });
    exporter.recordKafkaMessages({ direction: 'in', result: 'dead_letter', count: -1 });
    exporter.setKafkaConnected(true);
    const page = await exporter.metrics();
    expect(page).toContain('anomaly_detection_kafka_messages_total{direction="out",result="ok"} 5\n');
    expect(page).toContain('anomaly_detection_kafka_messages_total{direction="in",result="dead_letter"} 0\n');
    expect(page).toContain('anomaly_detection_kafka_connected 1\n');
  });

  it('shows the partitions that are read now, and no longer those that went to another reader', async () => {
    const exporter = exporterWith();
    exporter.setKafkaLag([
      { topic: 'samples', partition: 0, lag: 12 },
      { topic: 'samples', partition: 1, lag: Number.NaN },
      { topic: 'samples', partition: 2, lag: 0 },
    ]);
    const lag = async () => seriesOf(await exporter.metrics(), 'anomaly_detection_kafka_consumer_lag');
    expect(await lag()).toEqual([
      'anomaly_detection_kafka_consumer_lag{topic="samples",partition="0"} 12',
      'anomaly_detection_kafka_consumer_lag{topic="samples",partition="2"} 0',
    ]);
    exporter.setKafkaLag([{ topic: 'samples', partition: 2, lag: 3 }]);
    expect(await lag()).toEqual(['anomaly_detection_kafka_consumer_lag{topic="samples",partition="2"} 3']);
  });
});
