import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Delivery, Mail } from '../../platform/mail/mailer.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import { isPaper, mostChildren, mostRequests } from './rules.ts';
import type {
  Adult,
  Child,
  Circle,
  FamilyPlan,
  JoinPass,
  JoinRequest,
  KeeperPass,
  LeavePass,
} from './rules.ts';
import {
  countRequests,
  deleteFamily,
  deleteHomelessChildren,
  findFamily,
  getCircle,
  listChildren,
  saveAdults,
  saveChildren,
  saveCircle,
  saveFamily,
  saveHousehold,
  saveJoinVersion,
  saveRegion,
  saveRequest,
  takeRequest,
} from './store.ts';

/** The link by which families ask to join; a new version makes the old link nothing. */
export function joinToken(key: Buffer, circle: string, version: number): string {
  return deriveToken(key, 'join', circle, String(version));
}

/** The link in every first mail: one button takes the family out, without an account. */
export function leaveToken(key: Buffer, family: string): string {
  return deriveToken(key, 'leave', family);
}

type NewCircle = Omit<Circle, 'id' | 'madeUp'> & { madeUp?: boolean };

export async function startCircle(
  { db, clock, key }: Platform,
  keeper: AccountPass,
  plan: NewCircle,
): Promise<string> {
  const id = newId();
  const joinHash = hashToken(joinToken(key, id, 1));
  await inCircle(db, id, (tx) =>
    saveCircle(tx, { id, madeUp: false, ...plan, joinHash, now: clock(), keeper: keeper.account }),
  );
  return id;
}

export async function renewJoinLink({ db, key }: Platform, pass: KeeperPass): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    const { joinVersion } = await getCircle(tx, pass);
    await saveJoinVersion(tx, pass, joinVersion + 1, hashToken(joinToken(key, pass.circle, joinVersion + 1)));
  });
}

/** The holidays of this country, or part of one, count in the circle. */
export async function chooseRegion({ db }: Platform, pass: KeeperPass, region: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveRegion(tx, pass, region));
}

/** Adds a family by hand; its first mail tells it who gave its address. */
export async function addFamily(
  platform: Platform,
  pass: KeeperPass,
  plan: FamilyPlan,
): Promise<Result<string, 'circle_full'>> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    if ((await listChildren(tx, pass)).length + plan.added.length > mostChildren)
      return refuse('circle_full');
    return ok(await writeFamily(platform, tx, pass, { id: newId(), ...plan }));
  });
}

export async function changeFamily(
  platform: Platform,
  pass: KeeperPass,
  id: string,
  plan: FamilyPlan,
): Promise<Result<string, 'gone' | 'hosting'>> {
  return unlessHosting(() =>
    inCircle(platform.db, pass.circle, async (tx) => {
      if (!(await findFamily(tx, pass, id))) return refuse('gone');
      return ok(await writeFamily(platform, tx, pass, { id, ...plan }));
    }),
  );
}

/** Takes a family out of the circle, with the children whom no other family has. */
export async function removeFamily(
  { db }: Platform,
  pass: KeeperPass | LeavePass,
  family: string,
): Promise<Result<null, 'hosting'>> {
  return unlessHosting(() =>
    inCircle(db, pass.circle, async (tx) => {
      await removeFamilyFrom(tx, pass, family);
      return ok(null);
    }),
  );
}

/** The same in an open transaction. Errors: the database's, when the family still has a party; see `unlessHosting`. */
export async function removeFamilyFrom(tx: Scoped, pass: InCirclePass, family: string): Promise<void> {
  await deleteFamily(tx, pass, family);
  await deleteHomelessChildren(tx, pass);
}

type InCirclePass = { readonly circle: string };

/** Writes one family in an open transaction, and asks for its first mail unless it was told by other means. */
export async function writeFamily(
  { clock, key }: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  pass: InCirclePass,
  plan: FamilyPlan & { id: string; told?: boolean },
): Promise<string> {
  const now = clock();
  const added: Child[] = plan.added.map((name) => ({ id: newId(), name }));
  const children = [...plan.kept, ...added];
  await saveFamily(tx, pass, {
    id: plan.id,
    language: plan.language,
    leaveHash: hashToken(leaveToken(key, plan.id)),
    now,
  });
  await saveAdults(tx, pass, plan.id, plan.adults);
  await saveChildren(tx, pass, children, now);
  await saveHousehold(
    tx,
    pass,
    plan.id,
    children.map(({ id }) => id),
  );
  await deleteHomelessChildren(tx, pass);
  const { id: family } = plan;
  const { circle } = pass;
  if (!isPaper(plan) && !plan.told)
    await enqueue(tx, 'family.introduce', { circle, family }, { key: `family.introduce:${family}` });
  // Rooms below invite it to what is ahead.
  await enqueue(tx, 'family.joined', { circle, family }, { key: `family.joined:${family}` });
  return family;
}

export type Asking = { adult: Adult; children: string[]; language: Language | null };

/** A parent asks to be let in; the keeper is told. */
export async function askToJoin(
  { db, clock }: Platform,
  pass: JoinPass,
  asking: Asking,
): Promise<Result<null, 'queue_full'>> {
  return inCircle(db, pass.circle, async (tx) => {
    if ((await countRequests(tx, pass)) >= mostRequests) return refuse('queue_full');
    const request: JoinRequest = { id: newId(), ...asking, since: clock() };
    await saveRequest(tx, pass, request);
    await enqueue(tx, 'join.asked', { circle: pass.circle, request: request.id });
    return ok(null);
  });
}

export async function letIn(
  platform: Platform,
  pass: KeeperPass,
  request: string,
): Promise<Result<null, 'gone'>> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    const asked = await takeRequest(tx, pass, request);
    if (!asked) return refuse('gone');
    const plan = {
      id: newId(),
      language: asked.language,
      adults: [asked.adult],
      kept: [],
      added: asked.children,
    };
    await writeFamily(platform, tx, pass, plan);
    return ok(null);
  });
}

export async function turnAway({ db }: Platform, pass: KeeperPass, request: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => takeRequest(tx, pass, request));
}

type FamilyMail = Omit<Mail, 'to' | 'cause'>;

/** Sends the same mail to each address of a family, each once by its cause; tells how it went. */
export async function mailFamily(
  { mailer, key }: Platform,
  adults: readonly Adult[],
  cause: { what: string; of: string[] },
  mail: FamilyMail,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const address of new Set(adults.flatMap((adult) => adult.address ?? [])))
    deliveries.push(
      await mailer.send({
        to: address,
        cause: `${cause.what}.${deriveToken(key, 'cause', ...cause.of, address)}`,
        ...mail,
      }),
    );
  return deliveries;
}

/** The database refuses to lose a host (errcode BN001), for its guests would never be told: that is a refusal. */
export async function unlessHosting<Value, Refusal>(
  work: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | 'hosting'>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'BN001') return refuse('hosting');
    throw error;
  }
}
