import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { measureCommand, newDatabase, newFolder, passphrase, urlOf } from '../../../test/backups.ts';
import { ownerPool } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';

vi.setConfig({ testTimeout: 1_200_000 });

const migrations = resolve(import.meta.dirname, '../../../migrations');

it('a backup and a restore take as little memory for a large table as for a small one', async () => {
  const folder = await newFolder();
  const took: Record<string, number[]> = { backup: [], restore: [] };
  for (const rows of [1000, 2_000_000]) {
    const from = await newDatabase();
    const owner = ownerPool(from, 3);
    await migrate(owner, migrations);
    await owner.query(
      "insert into mail_block select sha256(n::text::bytea), 'bounce', now() from generate_series(1, $1::int) n",
      [rows],
    );
    // And rows that are large: half a megabyte each.
    await owner.query(
      "insert into incoming_mail select gen_random_uuid(), 'a@b.example', '{}', decode(repeat(md5(n::text), 16000), 'hex'), now() from generate_series(1, $1::int / 20000) n",
      [rows],
    );
    await owner.end();
    const to = await newDatabase();
    const file = join(folder, `${rows}.backup`);
    const environment = { BUNTING_PASSPHRASE: passphrase, BUNTING_HOME: join(folder, String(rows)) };
    const backup = await measureCommand(['backup', file], { ...environment, DATABASE_URL: urlOf(from) });
    const restore = await measureCommand(['restore', file, '--without-key'], {
      ...environment,
      DATABASE_URL: urlOf(to),
    });
    expect([backup.code, restore.code]).toEqual([0, 0]);
    took['backup']?.push(backup.megabytes);
    took['restore']?.push(restore.megabytes);
    const size = Math.round((await stat(file)).size / 1e6);
    console.log(
      `${rows} rows, a file of ${size} MB: backup ${backup.seconds} s and ${backup.megabytes} MB, restore ${restore.seconds} s and ${restore.megabytes} MB`,
    );
  }
  for (const [small = 0, large = 0] of Object.values(took)) expect(large - small).toBeLessThan(150);
});
