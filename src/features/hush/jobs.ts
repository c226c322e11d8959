import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerForPeace, keepPeace } from './actions.ts';

export function hushJobs(platform: Platform): JobHandlers {
  return {
    'peace.changed': ({ circle = '', family = '' }) => keepPeace(platform, circle, family),

    'answer.quiet': ({ circle = '', envelope = '' }) => answerForPeace(platform, { circle, envelope }),
  };
}
