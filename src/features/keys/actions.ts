import { hashToken } from '../../kernel/id.ts';
import type { KeyRing } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import { eraseToken, joinToken, leaveToken } from '../circle/actions.ts';
import { callToken } from '../door/actions.ts';
import { feedToken } from '../feed/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { hashCode, slipCode } from '../invitation/rules.ts';
import { readerToken } from '../reading/actions.ts';
import { schoolCode } from '../school/actions.ts';
import { streetToken } from '../street/actions.ts';
import { wallToken } from '../wall/actions.ts';
import { listHashes, replaceHashes } from './store.ts';

/**
 * Writes the hash of every link that was made from an older key anew, and remembers what became of it until its key ends:
 * the old link leads on, and a job that makes the link again makes one that opens. Done again, it does what came
 * meanwhile. What is of no key, as a link that was made nothing, stays as it is. Gives back how many were written.
 */
export async function adoptKey(
  { owner, key: steady }: Pick<Platform, 'owner' | 'key'>,
  { current, replaced }: Pick<KeyRing, 'current' | 'replaced'>,
): Promise<number> {
  let count = 0;
  for (const { table, column, parts, hash } of kept)
    for (let after: Buffer | undefined = Buffer.alloc(0); after && replaced.length > 0;) {
      const rows = await listHashes(owner, { table, column, parts }, after);
      const moved = rows.flatMap(({ hash: old, parts: of }) => {
        const former = replaced.find(({ key }) => hash(key, of, steady).equals(old));
        return former ? [{ old, fresh: hash(current, of, steady), ends: former.ends }] : [];
      });
      count += moved.length;
      await replaceHashes(owner, { table, column }, moved);
      after = rows.at(-1)?.hash;
    }
  return count;
}

/** A column that holds the hashes of links, and how such a hash is made from a key and what stands in the row. */
type Kept = {
  table: string;
  column: string;
  parts: string[];
  hash: (key: Buffer, row: Record<string, string>, steady: Buffer) => Buffer;
};

/** Every column of the database that holds the hash of a derived link: with a new key each is written anew. */
export const kept: Kept[] = [
  {
    table: 'envelope',
    column: 'link_hash',
    parts: ['id', 'link_version'],
    hash: (key, { id = '', link_version = '' }) => hashToken(linkToken(key, id, Number(link_version))),
  },
  {
    table: 'envelope',
    column: 'code_hash',
    parts: ['id', 'link_version'],
    hash: (key, { id = '', link_version = '' }, steady) =>
      hashCode(steady, slipCode(key, id, Number(link_version))),
  },
  {
    table: 'circle',
    column: 'join_hash',
    parts: ['id', 'join_version'],
    hash: (key, { id = '', join_version = '' }) => hashToken(joinToken(key, id, Number(join_version))),
  },
  {
    table: 'family',
    column: 'leave_hash',
    parts: ['id'],
    hash: (key, { id = '' }) => hashToken(leaveToken(key, id)),
  },
  {
    table: 'adult',
    column: 'erase_hash',
    parts: ['family_id', 'address'],
    hash: (key, { family_id = '', address = '' }) => hashToken(eraseToken(key, family_id, address)),
  },
  {
    table: 'school',
    column: 'code_hash',
    parts: ['id', 'code_version'],
    hash: (key, { id = '', code_version = '' }) => hashToken(schoolCode(key, id, Number(code_version))),
  },
  {
    table: 'feed',
    column: 'token_hash',
    parts: ['account_id', 'version'],
    hash: (key, { account_id = '', version = '' }) => hashToken(feedToken(key, account_id, Number(version))),
  },
  {
    table: 'street',
    column: 'token_hash',
    parts: ['id', 'version'],
    hash: (key, { id = '', version = '' }) => hashToken(streetToken(key, id, Number(version))),
  },
  {
    table: 'door_asked',
    column: 'link_hash',
    parts: ['id'],
    hash: (key, { id = '' }) => hashToken(callToken(key, id)),
  },
  {
    table: 'wall',
    column: 'link_hash',
    parts: ['id', 'link_version'],
    hash: (key, { id = '', link_version = '' }) => hashToken(wallToken(key, id, Number(link_version))),
  },
  {
    table: 'wall_reader',
    column: 'link_hash',
    parts: ['wall_id', 'id', 'version'],
    hash: (key, { wall_id = '', id = '', version = '' }) =>
      hashToken(readerToken(key, wall_id, id, Number(version))),
  },
];
