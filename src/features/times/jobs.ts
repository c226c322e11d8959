import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { lookAhead } from './actions.ts';

export function timesJobs(platform: Platform): JobHandlers {
  const look = ({ circle = '', party = '' }) => lookAhead(platform, { circle, party });
  return {
    'times.look': look,
    // As the version before asks for it.
    'times.seat': look,
  };
}
