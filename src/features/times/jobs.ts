import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { lookAhead } from './actions.ts';

export function timesJobs(platform: Platform): JobHandlers {
  return {
    'times.look': ({ circle = '', party = '' }) => lookAhead(platform, { circle, party }),
  };
}
