import type { Erased } from '../platform/backup/erased.ts';
import type { EraseAgain } from '../platform/backup/restore.ts';
import { bringTombstones } from '../platform/backup/tombstones.ts';
import { inOwnersTransaction } from '../platform/database/database.ts';

// The one place where a restore learns how to erase again. The room that erases brings its own way here: when
// `bringTombstones` has filled its table with what the home knows, its action does the rest (owner, key and clock are there).

/** What has an id of its own, and the table that holds it. */
const kinds = ['circle', 'family', 'child'] as const;

/** Whatever the backup has brought back of what was erased goes again, with all that hangs on it. */
export const eraseAgain: EraseAgain = async ({ owner, erased }) => {
  if (erased.length === 0) return 0;
  await bringTombstones(owner, erased);
  return inOwnersTransaction(owner, async (client) => {
    // Its parties were called off when it was erased for the first time.
    const hosting = ['family', 'child', 'household'];
    for (const table of hosting) await client.query(`alter table ${table} disable trigger user`);
    let count = 0;
    for (const kind of kinds)
      count +=
        (
          await client.query(
            `delete from ${kind} where sha256(convert_to('${kind}:' || id, 'UTF8')) = any ($1::bytea[])`,
            [hashesOf(kind, erased)],
          )
        ).rowCount ?? 0;
    for (const table of hosting) await client.query(`alter table ${table} enable trigger user`);
    return count;
  });
};

function hashesOf(kind: string, erased: readonly Erased[]): Buffer[] {
  return erased.filter((one) => one.kind === kind).map(({ hash }) => Buffer.from(hash, 'base64url'));
}
