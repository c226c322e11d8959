import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { deriveToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import { isOfRing } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Roster, RosterClass } from '../../platform/roster/roster.ts';
import { removeFamilyFrom, unlessHosting, writeFamily } from '../circle/actions.ts';
import { mostChildren, type Child, type KeeperPass } from '../circle/rules.ts';
import { holdRoster, listFamilies } from '../circle/store.ts';
import { compare, type Comparison, type Line } from './rules.ts';

/**
 * A roster that was read and not agreed to yet travels in the page itself, signed: until the keeper agrees nothing of
 * it is stored anywhere.
 */
export function sealSheet({ ring }: Platform, pass: KeeperPass, roster: Roster): string {
  const body = deflateRawSync(JSON.stringify(roster)).toString('base64url');
  return `${body}.${proof(ring.current, pass, body)}`;
}

export function openSheet({ ring }: Platform, pass: KeeperPass, sheet: string): Roster | null {
  const [body = '', token = ''] = sheet.split('.');
  if (!isOfRing(ring, token, (key) => proof(key, pass, body))) return null;
  // Signed by us for this keeper: it is what sealSheet wrote.
  return JSON.parse(inflateRawSync(Buffer.from(body, 'base64url')).toString()) as Roster;
}

function proof(key: Buffer, { circle, account }: KeeperPass, body: string): string {
  return deriveToken(key, 'sheet', circle, account, body);
}

/** What the import of a class would do; looking writes nothing. */
export async function previewImport(
  { db }: Platform,
  pass: KeeperPass,
  roster: RosterClass,
): Promise<Comparison> {
  return inCircle(db, pass.circle, async (tx) => compare(await listFamilies(tx, pass), roster));
}

/** Carries out what the preview showed, all of it or nothing, in one transaction. */
export async function importRoster(
  platform: Platform,
  pass: KeeperPass,
  roster: RosterClass,
  leaving: readonly string[],
): Promise<Result<Comparison, 'circle_full' | 'hosting'>> {
  return unlessHosting(() =>
    inCircle<Result<Comparison, 'circle_full'>>(platform.db, pass.circle, async (tx) => {
      // Two imports at once are one after the other: what the first brought the second finds there.
      await holdRoster(tx, pass, 'change');
      const comparison = compare(await listFamilies(tx, pass), roster);
      if (roster.children.length > mostChildren) return refuse('circle_full');
      const added = new Map<string, Child>();
      for (const line of comparison.lines) {
        if (line.standing === 'same') continue;
        const plan = {
          id: line.family?.id ?? newId(),
          language: line.family?.language ?? null,
          adults: line.adults,
        };
        await writeFamily(platform, tx, pass, { ...plan, kept: childrenOf(line, added), added: [] });
      }
      for (const { id } of comparison.missing)
        if (leaving.includes(id)) await removeFamilyFrom(platform, tx, pass, id);
      return ok(comparison);
    }),
  );
}

// A new child with two families is made once.
function childrenOf({ children }: Line, added: Map<string, Child>): Child[] {
  return children.map(({ id, name }) => {
    const child = added.get(name) ?? { id: id ?? newId(), name };
    added.set(name, child);
    return child;
  });
}
