import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { forgetValues, sweep } from './actions.ts';

export function retentionJobs(platform: Platform): JobHandlers {
  return {
    'retention.sweep': () => sweep(platform),
    'retention.forget': () => forgetValues(platform),
  };
}
