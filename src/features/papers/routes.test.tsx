import { describe, expect, it } from 'vitest';
import { atTheDoor, offerToCome } from '../../../test/at-the-door.ts';
import { goran, luka, noor } from '../../../test/people.ts';
import { openWorld } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

describe('what is printed', () => {
  it('is a badge for each child who is expected, and two empty ones', async () => {
    const world = await openWorld();
    const { maya, at } = await atTheDoor(world, '2026-12-05T12:00:00Z');
    const page = await maya.get(`${at}/badges`);
    expect(page.text).toContain('One badge, and two empty ones');
    expect([...page.html.matchAll(/badge-name[^>]*><bdi>([^<]*)</g)].map(([, name]) => name)).toEqual([
      'Luka',
      '',
      '',
    ]);
  });

  it('is an empty badge for each child who comes by the open door, and none with the name of a grown-up', async () => {
    const world = await openWorld();
    const { maya, at, host } = await atTheDoor(world);
    await offerToCome(world, host);
    await world.owner.query(
      'update door_offer set chosen_at = now(), placed_at = now() where party_id = $1',
      [host.party],
    );
    const page = await maya.get(`${at}/badges`);
    expect(page.text).toContain('3 badges, and two empty ones');
    expect(page.text).toContain('2 of them have no name yet');
    expect(page.html).not.toContain('Kofi and two more');
    expect(page.html.match(/class="badge"/g)).toHaveLength(5);
  });

  it('is a poster with the names of those who came, and of nobody who stayed away', async () => {
    const world = await openWorld();
    const { maya, at, door, child } = await atTheDoor(world);
    expect((await maya.get(`${at}/poster`)).text).toContain('Nobody is ticked on the list at the door yet.');
    await maya.post(`${door}/names`, { name: 'Zed' });
    const first = await maya.get(`${at}/poster`);
    expect(first.html).toContain('<bdi>Zed</bdi>');
    for (const other of [luka.child, noor.child, goran.child]) expect(first.html).not.toContain(other);
    await maya.post(`${door}/ticks`, { press: `tick ${newId()} child:${child}` });
    expect((await maya.get(`${at}/poster`)).html).toContain('<bdi>Luka</bdi>');
  });
});
