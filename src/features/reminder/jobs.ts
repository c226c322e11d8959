import { outsideQuietHours } from '../../kernel/time.ts';
import { enqueue, type JobHandlers, type JobPayload } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { leaveToken, mailFamily } from '../circle/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { findReminder, remindBeforeLastDay, rememberLater, type ReminderCause } from './actions.ts';
import { reminderMail } from './mails.tsx';

export function reminderJobs(platform: Platform): JobHandlers {
  return {
    'later.remind': ({ circle = '', envelope = '' }) => rememberLater(platform, { circle, envelope }),

    'later.mail': (payload) => mailReminder(platform, payload, { why: 'later', day: payload['day'] ?? '' }),

    'reminder.mail': (payload) => mailReminder(platform, payload, { why: 'waiting' }),

    'last_day.remind': ({ circle = '', party = '' }) => remindBeforeLastDay(platform, { circle, party }),

    'last_day.mail': (payload) => mailReminder(platform, payload, { why: 'last_day' }),
  };
}

const tasks = { later: 'later.mail', waiting: 'reminder.mail', last_day: 'last_day.mail' } as const;

async function mailReminder(platform: Platform, payload: JobPayload, cause: ReminderCause): Promise<void> {
  const { db, ring, baseUrl, clock } = platform;
  const { circle = '', envelope = '', reminder = cause.why } = payload;
  const known = await findReminder(platform, { circle, envelope }, cause);
  if (!known || known.children.length === 0) return;
  const now = clock();
  const due = outsideQuietHours(now, known.view.party.plan.zone);
  // What could not go by day does not go at night.
  if (!due.equals(now)) {
    const task = tasks[cause.why];
    return enqueue(db, task, payload, { due, key: `${task}:${envelope}` });
  }
  const mail = reminderMail({
    say: sayIn(known.language),
    why: cause.why,
    view: known.view,
    children: known.children,
    linkUrl: `${baseUrl}/i/${linkToken(ring.current, envelope, known.linkVersion)}`,
    leaveUrl: `${baseUrl}/leave/${leaveToken(ring.current, known.family)}`,
    now,
  });
  const of = [envelope, cause.why === 'later' ? cause.day : reminder];
  await mailFamily(
    platform,
    known.adults,
    { what: 'reminder', of },
    { ...mail, about: { circle, envelope } },
  );
}
