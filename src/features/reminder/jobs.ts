import type { JobHandlers, JobPayload } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { leaveToken, mailFamily } from '../circle/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { findReminder, rememberLater } from './actions.ts';
import { reminderMail } from './mails.tsx';

export function reminderJobs(platform: Platform): JobHandlers {
  return {
    'later.remind': ({ circle = '', envelope = '' }) => rememberLater(platform, { circle, envelope }),

    'later.mail': (payload) => mailReminder(platform, payload, 'later'),

    'reminder.mail': (payload) => mailReminder(platform, payload, 'waiting'),
  };
}

async function mailReminder(
  platform: Platform,
  { circle = '', envelope = '', reminder }: JobPayload,
  why: 'waiting' | 'later',
): Promise<void> {
  const { key, baseUrl, clock } = platform;
  const known = await findReminder(platform, { circle, envelope }, why);
  if (!known || known.children.length === 0) return;
  const mail = reminderMail({
    say: sayIn(known.language),
    why,
    view: known.view,
    children: known.children,
    linkUrl: `${baseUrl}/i/${linkToken(key, envelope, known.linkVersion)}`,
    leaveUrl: `${baseUrl}/leave/${leaveToken(key, known.family)}`,
    now: clock(),
  });
  const cause = { what: 'reminder', of: [envelope, reminder ?? known.day] };
  await mailFamily(platform, known.adults, cause, { ...mail, about: { circle, envelope } });
}
