import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { lookAhead } from './actions.ts';

export function timesJobs(platform: Platform): JobHandlers {
  const look = ({ circle = '', party = '' }) => lookAhead(platform, { circle, party });
  return {
    'times.look': look,
    // As it was asked for until 0024: one may wait in the queue since then.
    'times.seat': look,
  };
}
