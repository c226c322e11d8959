import { inject } from 'vitest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../kernel/id.ts';
import { openWorld, type World } from '../../test/world.ts';
import { openNews, type News } from './news.ts';

/** Another process on the same database, that has begun to listen. */
async function elsewhere(world: World): Promise<News> {
  const { rows } = await world.owner.query<{ name: string }>('select current_database() as name');
  const news = openNews(world.platform.db, {
    host: inject('socket'),
    user: 'bunting',
    database: rows[0]?.name,
  });
  onTestFinished(() => news.close());
  const ready = Promise.withResolvers<void>();
  const deaf = news.listenToAll(() => ready.resolve());
  await ready.promise;
  deaf();
  return news;
}

describe('news of a party', () => {
  it('reach who looks at it here at once, and in another process soon after', async () => {
    const world = await openWorld();
    const [here, there] = [world.platform.news, await elsewhere(world)];
    const [party, other] = [newId(), newId()];
    const heard: string[] = [];
    here.listen(party, () => heard.push('here'));
    there.listen(party, () => heard.push('there'));
    there.listen(other, () => heard.push('other'));
    here.tell(party);
    expect(heard).toEqual(['here']);
    await vi.waitFor(() => expect(heard).toContain('there'), 5000);
    expect(heard).not.toContain('other');
  });

  it('that come together travel together, a thousand as well as one', async () => {
    const world = await openWorld();
    const there = await elsewhere(world);
    const parties = Array.from({ length: 1000 }, newId);
    const heard = new Set<string>();
    there.listenToAll((party) => party !== undefined && heard.add(party));
    for (const party of parties) {
      world.platform.news.tell(party);
      world.platform.news.tell(party);
    }
    await vi.waitFor(() => expect(heard.size).toBe(1000), 5000);
  });

  it('are heard no more by who has gone', async () => {
    const world = await openWorld();
    const { news } = world.platform;
    const party = newId();
    let heard = 0;
    const deaf = news.listen(party, () => (heard += 1));
    news.tell(party);
    deaf();
    news.tell(party);
    expect(heard).toBe(1);
  });

  it('may have been missed when the connection broke: then everybody is told to look again', async () => {
    const world = await openWorld();
    const there = await elsewhere(world);
    const party = newId();
    let heard = 0;
    there.listen(party, () => (heard += 1));
    await world.owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bunting news' and datname = current_database()",
    );
    await vi.waitFor(() => expect(heard).toBeGreaterThanOrEqual(2), 5000);
    const before = heard;
    world.platform.news.tell(party);
    await vi.waitFor(() => expect(heard).toBeGreaterThan(before), 5000);
  });

  it('end with the process: who holds a connection open is told', async () => {
    const world = await openWorld();
    const there = await elsewhere(world);
    const ended = Promise.withResolvers<void>();
    there.onClose(() => ended.resolve());
    await there.close();
    await ended.promise;
  });
});
