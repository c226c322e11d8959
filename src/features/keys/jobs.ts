import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { adoptKey } from './actions.ts';

export function keyJobs(platform: Platform): JobHandlers {
  return { 'key.adopt': async () => void (await adoptKey(platform, platform.ring)) };
}
