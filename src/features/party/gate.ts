import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount } from '../account/gate.ts';
import type { HostPass } from './rules.ts';
import { findHosted } from './store.ts';

/** Lets in the host's family and co-hosts; a party of others is not there. */
export async function admitHost(platform: Platform, c: WebContext): Promise<HostPass> {
  const account = await requireAccount(platform, c);
  const party = idFrom(c, 'party') ?? notFound();
  const hosted = await findHosted(platform.db, account, party);
  return hosted ? mintHostPass({ ...hosted, party, account: account.account }) : notFound();
}

export function mintHostPass(pass: {
  circle: string;
  party: string;
  family: string;
  account: string;
}): HostPass {
  return pass as HostPass;
}
