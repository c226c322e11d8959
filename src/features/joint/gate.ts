import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount } from '../account/gate.ts';
import type { OfferPass } from './rules.ts';
import { findOffered } from './store.ts';

/** Lets in whom the offer was made to; an offer to others is not there. */
export async function admitOffered(platform: Platform, c: WebContext): Promise<OfferPass> {
  const account = await requireAccount(platform, c);
  const offer = idFrom(c, 'asking') ?? notFound();
  const offered = await findOffered(platform.db, account, offer);
  return offered ? mintOfferPass({ ...offered, offer, account: account.account }) : notFound();
}

function mintOfferPass(pass: { circle: string; offer: string; family: string; account: string }): OfferPass {
  return pass as OfferPass;
}
