import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount, requirePasskey } from '../account/gate.ts';
import { noteLook } from '../circle/actions.ts';
import { isUnder, type StaffPass, type StaffRosterPass } from './rules.ts';
import { findMember, listCircles } from './store.ts';

/** Lets in the staff of the school in the address, with a passkey; everybody else finds nothing there. */
export async function admitStaff(platform: Platform, c: WebContext): Promise<StaffPass> {
  const account = await requireAccount(platform, c);
  const school = idFrom(c, 'school') ?? notFound();
  const member = (await findMember(platform.db, { school }, account.address)) ?? notFound();
  requirePasskey(platform, c, account);
  return { school, member, account: account.account, address: account.address } as StaffPass;
}

/** Lets staff look at the roster of a circle that is under their school. Its families can read that they did. */
export async function admitStaffToRoster(platform: Platform, c: WebContext): Promise<StaffRosterPass> {
  const staff = await admitStaff(platform, c);
  const circle = idFrom(c, 'circle') ?? notFound();
  const all = await listCircles(platform.db, staff);
  if (!all.some((one) => one.circle === circle && isUnder(one))) return notFound();
  await noteLook(platform, { circle, account: staff.account }, 'staff');
  return { ...staff, circle };
}
