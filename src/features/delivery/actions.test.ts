import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeClass } from '../../../test/people.ts';
import { openWorld } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { acceptAddress, offerAddress } from '../circle/actions.ts';
import { findFamily } from '../circle/store.ts';

describe('an address that the keeper welcomes', () => {
  it('costs no child that is written in the same moment', async () => {
    const world = await openWorld();
    const { circle, keeper, families } = await makeClass(world);
    const family = families.get('Goran') ?? '';
    await offerAddress(world.platform, { circle }, family, 'mira@families.example');
    const { rows } = await world.owner.query<{ id: string }>('select id from address_offer');
    const other = await world.owner.connect();
    await other.query('begin');
    await other.query('select from circle where id = $1 for no key update', [circle]);
    const accepted = acceptAddress(world.platform, keeper, rows[0]?.id ?? '');
    await sleep(300);
    const gita = newId();
    await other.query("insert into child values ($1, $2, 'Gita', now())", [circle, gita]);
    await other.query('insert into household values ($1, $2, $3)', [circle, family, gita]);
    await other.query('commit');
    other.release();
    expect((await accepted).ok).toBe(true);
    const known = await inCircle(world.platform.db, circle, (tx) => findFamily(tx, keeper, family));
    expect(known?.children.map(({ name }) => name).toSorted()).toEqual(['Gita', 'Goran']);
  });
});
