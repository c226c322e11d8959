import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount, requirePasskey } from '../account/gate.ts';
import type { AccountPass } from '../account/rules.ts';
import { noteLook } from './actions.ts';
import type { FamilyPass, KeeperPass } from './rules.ts';
import { findFamilyOf, findKeeper } from './store.ts';

/** Lets in who keeps the circle in the address; everybody else finds nothing there. In a school it takes a passkey. */
export async function admitKeeper(platform: Platform, c: WebContext): Promise<KeeperPass> {
  const account = await requireAccount(platform, c);
  const circle = idFrom(c, 'circle') ?? notFound();
  const keeper = await inCircle(platform.db, circle, (tx) => findKeeper(tx, circle, account.account));
  if (!keeper) return notFound();
  if (keeper.inSchool) requirePasskey(platform, c, account);
  return mintKeeperPass(circle, account);
}

/** The same for pages that show the names of the circle: the look is noted, and its families can read that it was. */
export async function admitToRoster(platform: Platform, c: WebContext): Promise<KeeperPass> {
  const pass = await admitKeeper(platform, c);
  await noteLook(platform, pass, 'keeper');
  return pass;
}

/** Lets in an adult of a family of the circle in the address. */
export async function admitFamily(platform: Platform, c: WebContext): Promise<FamilyPass> {
  const account = await requireAccount(platform, c);
  const circle = idFrom(c, 'circle') ?? notFound();
  const family = await inCircle(platform.db, circle, (tx) => findFamilyOf(tx, circle, account.address));
  return family === null ? notFound() : mintFamilyPass(circle, family, account);
}

export function mintKeeperPass(circle: string, { account, address }: AccountPass): KeeperPass {
  return { circle, account, address } as KeeperPass;
}

export function mintFamilyPass(circle: string, family: string, { account }: AccountPass): FamilyPass {
  return { circle, family, account } as FamilyPass;
}
