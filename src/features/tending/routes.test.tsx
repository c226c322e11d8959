import { describe, expect, it } from 'vitest';
import { ellie, makeClass, signIn } from '../../../test/people.ts';
import { opened, plan } from '../../../test/walls.ts';
import { openWorld } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

describe('a wall that a family opens', () => {
  it('says at each field what is wrong with it, and keeps what was typed', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const mother = world.visitor();
    await signIn(world, mother, ellie.address);
    const typed = { ...plan, name: '', closesOn: '2026-12-03', candles: 'many', about: 'Keep me' };
    const page = await mother.post(`/circles/${class1b.circle}/walls`, typed);
    expect(page.status).toBe(422);
    for (const sentence of ['Please type a first name', 'This moment is over already', 'a whole number'])
      expect(page.text).toContain(sentence);
    expect(page.html).toContain('Keep me');
    expect((await world.owner.query('select from wall')).rowCount).toBe(0);
  });

  it('sent twice is one wall, and a family has three at most', async () => {
    const world = await openWorld();
    const { class1b, mother, wall: id } = await opened(world);
    await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: id });
    expect((await world.owner.query('select from wall')).rowCount).toBe(1);
    for (const _ of [2, 3]) await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId() });
    const fourth = await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId() });
    expect(fourth.status).toBe(409);
    expect(fourth.text).toContain('three walls');
  });
});
