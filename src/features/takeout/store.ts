import { toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { AccountPass } from '../account/rules.ts';

type OfFamily = { readonly circle: string; readonly family: string };
type OnEnvelope = { readonly circle: string; readonly envelope: string };
type OnParty = { readonly circle: string; readonly party: string };

export async function getAccountRow(db: Database, pass: AccountPass) {
  const row = await db
    .selectFrom('account')
    .select(['address', 'language', 'createdAt', 'signedInAt'])
    .where('id', '=', pass.account)
    .executeTakeFirstOrThrow();
  return {
    ...row,
    createdAt: toInstant(row.createdAt).toString(),
    signedInAt: toInstant(row.signedInAt).toString(),
  };
}

/** What a circle knows of an adult and its family: the own entry, and of other adults nothing. */
export async function listOwnEntries(tx: Scoped, { circle, family }: OfFamily, address: string) {
  const adults = await tx
    .selectFrom('adult')
    .select(['name', 'address', 'phone', 'toldAt'])
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('address', '=', address)
    .execute();
  const taken = await tx
    .selectFrom('takenTime')
    .select(['day', 'half'])
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .orderBy('day')
    .execute();
  const elsewhere = await tx
    .selectFrom('elsewhere')
    .select('createdAt')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .execute();
  return {
    entries: adults.map(({ toldAt, ...adult }) => ({
      ...adult,
      toldAt: toldAt && toInstant(toldAt).toString(),
    })),
    takenTimes: taken,
    countsElsewhere: elsewhere.length > 0,
  };
}

/** What a family wrote to the hosts of one invitation. */
export async function listMessages(tx: Scoped, { circle, envelope }: OnEnvelope) {
  const messages = await tx
    .selectFrom('familyMessage')
    .select(['words', 'receivedAt'])
    .where('circleId', '=', circle)
    .where('envelopeId', '=', envelope)
    .orderBy('receivedAt')
    .execute();
  return messages.map(({ words, receivedAt }) => ({ words, receivedAt: toInstant(receivedAt).toString() }));
}

/** What the sign of a party for the street says. */
export async function findSign(tx: Scoped, { circle, party }: OnParty): Promise<string | null> {
  const street = await tx
    .selectFrom('street')
    .select('title')
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirst();
  return street?.title ?? null;
}
