import type { Scoped } from '../../platform/database/database.ts';
import type { HostPass } from '../party/rules.ts';

/** Whether a host is of a family of the circle, and so may invite from it: a co-host may come from elsewhere. */
export async function isOfCircle(tx: Scoped, { circle, account }: HostPass): Promise<boolean> {
  const row = await tx
    .selectFrom('adult')
    .innerJoin('account', 'account.address', 'adult.address')
    .select('adult.id')
    .where('adult.circleId', '=', circle)
    .where('account.id', '=', account)
    .executeTakeFirst();
  return row !== undefined;
}
