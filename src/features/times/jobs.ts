import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { seatAhead } from './actions.ts';

export function timesJobs(platform: Platform): JobHandlers {
  return {
    'times.seat': ({ circle = '', party = '' }) => seatAhead(platform, { circle, party }),
  };
}
