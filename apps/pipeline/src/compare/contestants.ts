import type { Config } from '@ad/config';
import { type BaseModel, type Sample, SlidingConformalThreshold, toProbability } from '@ad/models';
