import { deriveToken, hashToken, isId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { findByToken } from '../../platform/database/former.ts';
import { isOfRing } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom } from '../account/gate.ts';
import { lookAtWall } from '../wall/actions.ts';
import { admitLooker, admitWall } from '../wall/gate.ts';
import type { OnWall } from '../wall/rules.ts';
import type { ReaderPass } from './rules.ts';
import { findReader, findReaderHome } from './store.ts';

const life = Temporal.Duration.from({ hours: 24 * 60 });

export type ReaderLink = OnWall & { reader: string; version: number };

/** The reader behind a link; unknown and removed ones lead nowhere. */
export async function admitLink(platform: Platform, c: WebContext): Promise<ReaderLink> {
  const { db } = platform;
  const token = c.req.param('token') ?? '';
  const find = (hash: Buffer) => findReaderHome(db, hash);
  const found = /^[\w-]{22}$/.test(token) ? await findByToken(platform, hashToken(token), find) : null;
  const known = found && (await inCircle(db, found.circle, (tx) => findReader(tx, found, found.reader)));
  return found && known ? { ...found, version: known.version } : notFound();
}

/** The cookie of one reader: a token of its own, good for this wall and this version of the link. */
export function keepReader(
  { ring }: Platform,
  c: WebContext,
  { circle, wall, reader, version }: ReaderLink,
): void {
  const proof = proofOf(ring.current, wall, reader, version);
  writeCookie(c, `r-${wall}`, [circle, reader, version, proof].join('.'), life);
}

/** Lets in who opened a reader's link in this browser and is still asked, and the adults of the wall's family. */
export async function admitReader(platform: Platform, c: WebContext): Promise<ReaderPass> {
  const wall = idFrom(c, 'wall') ?? notFound();
  return (await readKept(platform, c, wall)) ?? admitOwner(platform, c);
}

/** Lets in the adults of the wall's family alone. */
export async function admitOwner(platform: Platform, c: WebContext): Promise<ReaderPass> {
  const { circle, wall, account } = await admitWall(platform, c);
  return mintReaderPass({ circle, wall, reader: account, by: 'family' });
}

/** A card of a wall, for whoever may look at the wall. */
export async function admitPublic(platform: Platform, c: WebContext): Promise<OnWall & { card: string }> {
  const card = idFrom(c, 'card') ?? notFound();
  const { on } = await admitLooker(platform, c, (wall) => lookAtWall(platform, wall));
  return { ...on, card };
}

function mintReaderPass(pass: Pick<ReaderPass, 'circle' | 'wall' | 'reader' | 'by'>): ReaderPass {
  return pass as ReaderPass;
}

// A reader who is removed is out at once: what the cookie proves is looked up each time.
async function readKept({ db, ring }: Platform, c: WebContext, wall: string): Promise<ReaderPass | null> {
  const [circle = '', reader = '', version = '', proof = ''] = (readCookie(c, `r-${wall}`) ?? '').split('.');
  if (!isId(circle) || !isId(reader) || !/^\d{1,6}$/.test(version)) return null;
  if (!isOfRing(ring, proof, (key) => proofOf(key, wall, reader, Number(version)))) return null;
  const known = await inCircle(db, circle, (tx) => findReader(tx, { circle, wall }, reader));
  return known?.version === Number(version) ? mintReaderPass({ circle, wall, reader, by: 'reader' }) : null;
}

function proofOf(key: Buffer, wall: string, reader: string, version: number): string {
  return deriveToken(key, 'reader-cookie', wall, reader, String(version));
}
