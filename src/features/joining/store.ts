import { sql } from 'kysely';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { asLanguage } from '../circle/store.ts';
import type { JoinPass, JoinRequest } from './rules.ts';

export async function findJoinHome(db: Database, hash: Buffer): Promise<string | null> {
  const { rows } = await sql<{ circleId: string }>`select * from join_home(${hash})`.execute(db);
  return rows[0]?.circleId ?? null;
}

export async function findLeaveHome(
  db: Database,
  hash: Buffer,
): Promise<{ circle: string; family: string } | null> {
  const { rows } = await sql<{
    circleId: string;
    familyId: string;
  }>`select * from leave_home(${hash})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, family: rows[0].familyId } : null;
}

export async function countRequests(tx: Scoped, pass: JoinPass): Promise<number> {
  const row = await tx
    .selectFrom('joinRequest')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('circleId', '=', pass.circle)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function saveRequest(tx: Scoped, pass: JoinPass, request: JoinRequest): Promise<void> {
  await tx
    .insertInto('joinRequest')
    .values({
      circleId: pass.circle,
      id: request.id,
      adultName: request.adult.name,
      address: request.adult.address,
      phone: request.adult.phone,
      children: request.children,
      language: request.language,
      ...(request.takes ? { takesSlip: request.takes.slip, takesMessage: request.takes.message } : {}),
      createdAt: toDate(request.since),
    })
    .execute();
}

export async function listRequests(tx: Scoped, pass: KeeperPass): Promise<JoinRequest[]> {
  const rows = await tx
    .selectFrom('joinRequest')
    .selectAll()
    .where('circleId', '=', pass.circle)
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    adult: { name: row.adultName, address: row.address, phone: row.phone },
    children: row.children,
    language: asLanguage(row.language),
    takes: { slip: row.takesSlip, message: row.takesMessage },
    since: toInstant(row.createdAt),
  }));
}

/** Takes a request off the pile; of two keepers who press at once, one gets it. */
export async function takeRequest(
  tx: Scoped,
  pass: KeeperPass,
  request: string,
): Promise<JoinRequest | null> {
  const found = (await listRequests(tx, pass)).find(({ id }) => id === request);
  const { numDeletedRows } = await tx
    .deleteFrom('joinRequest')
    .where('circleId', '=', pass.circle)
    .where('id', '=', request)
    .executeTakeFirst();
  return numDeletedRows === 1n ? (found ?? null) : null;
}
