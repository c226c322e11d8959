import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { finishErasure } from './actions.ts';

export function erasingJobs(platform: Platform): JobHandlers {
  return {
    'erasure.finish': ({ circle = '', erasure = '' }) => finishErasure(platform, circle, erasure),
  };
}
