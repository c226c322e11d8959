import { hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { FeedPass } from './rules.ts';
import { findSubscriber } from './store.ts';

/** A calendar comes with its address and nothing else; unknown and old ones lead nowhere. */
export async function admitCalendar(platform: Platform, c: WebContext): Promise<FeedPass> {
  const [, token] = /^([\w-]{22})\.ics$/.exec(c.req.param('token') ?? '') ?? [];
  const find = (hash: Buffer) => findSubscriber(platform.db, hash);
  const found = token === undefined ? null : await findByToken(platform, hashToken(token), find);
  return found ? (found as FeedPass) : notFound();
}

/** For an adult who is signed in and takes the own calendar along. */
export function mintFeedPass(account: string, language: Language): FeedPass {
  return { account, language } as FeedPass;
}
