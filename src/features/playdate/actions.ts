import { ok, refuse, type Result } from '../../kernel/result.ts';
import { shuffled } from '../../kernel/text.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { textOf, textsOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import type { Child, FamilyPass } from '../circle/rules.ts';
import { findFamily, getCircle, listChildren } from '../circle/store.ts';
import { chooseGuests } from '../guestlist/actions.ts';
import { sendParty } from '../invitation/actions.ts';
import { checkPlan, planParty, startParty } from '../party/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { pickPlaymates } from './rules.ts';

export type PlaydateSheet = { circle: string; children: Child[]; able: Child[]; zone: string };

/** What the page of a playdate needs: the own children, and the others in an order that is this adult's alone. */
export async function lookAtPlaydate({ db }: Platform, pass: FamilyPass): Promise<PlaydateSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const { name, zone } = await getCircle(tx, pass);
    const children = (await findFamily(tx, pass, pass.family))?.children ?? [];
    const own = new Set(children.map(({ id }) => id));
    const others = (await listChildren(tx, pass)).filter(({ id }) => !own.has(id));
    const able = shuffled(others, pass.circle + pass.account, ({ id }) => id);
    return { circle: name, children, able, zone };
  });
}

/** What a page sends; a playdate is called by its child. */
export type Playdate = { id: string; typed: Typed; titleOf: (child: string) => string };

type Sending = Awaited<ReturnType<typeof sendParty>>;
type SendingRefusal = Exclude<Extract<Sending, { ok: false }>['refusal'], 'already_sent' | 'gap'>;

export type PlaydateRefusal =
  | { kind: 'foreign' }
  | { kind: 'malformed'; errors: FieldErrors }
  /** It leaves out one or two, or counts together with another list of that day: to be seen on the page of the flags. */
  | { kind: 'gap'; party: string }
  | { kind: 'refused'; why: SendingRefusal };

/**
 * One page and one press: a party like any other, planned, chosen and sent by the same actions. Pressed twice it is sent
 * once, for the page brought its id along.
 */
export async function invitePlaymates(
  platform: Platform,
  pass: FamilyPass,
  { id, typed, titleOf }: Playdate,
): Promise<Result<HostPass, PlaydateRefusal>> {
  const { children, able, zone } = await lookAtPlaydate(platform, pass);
  const child = children.find((one) => one.id === textOf(typed, 'child')) ?? children[0];
  const plan = planOf(typed, titleOf(child?.name ?? ''));
  const picked = pickPlaymates(textsOf(typed, 'guest'), able);
  const errors = checkPlan(platform, plan, zone, children);
  if (!picked.ok) errors['guest'] = `playdate.refused_${picked.refusal}`;
  if (!picked.ok || Object.keys(errors).length > 0) return refuse({ kind: 'malformed', errors });
  const started = await startParty(platform, pass, id);
  if (!started.ok) return refuse({ kind: 'foreign' });
  await planParty(platform, started.value, plan);
  const nothing = { string: '', places: '' };
  await chooseGuests(platform, started.value, { ticked: picked.value, way: 'next', seen: nothing });
  const sent = await sendParty(platform, started.value);
  if (sent.ok || sent.refusal === 'already_sent') return ok(started.value);
  if (sent.refusal === 'gap') return refuse({ kind: 'gap', party: started.value.party });
  return refuse({ kind: 'refused', why: sent.refusal });
}

const asked = ['child', 'date', 'starts', 'ends', 'occurrence', 'area', 'address', 'greeting'];

// What the page does not ask is what is usual at home.
function planOf(typed: Typed, title: string): Typed {
  return {
    ...Object.fromEntries(
      asked.flatMap((name) => (typed[name] === undefined ? [] : [[name, textOf(typed, name)]])),
    ),
    kind: 'playdate',
    title,
    grownUps: '1',
    staying: 'either',
    setting: 'both',
    presents: 'none',
    pattern: 'plain',
  };
}
