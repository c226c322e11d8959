import type { News } from '../news.ts';
import { makeReady, type Markup, type Ready } from './send.ts';

export type ReadyPages = {
  find(key: string): Ready | undefined;
  make(key: string, write: () => Promise<{ party: string; markup: Markup } | null>): Promise<Ready | null>;
};

type Kept = { ready: Ready; party: string; edition: number; until: number };

// What nobody tells of, as a name that was corrected, shows after ten seconds at the latest.
const life = 10_000;
// A page takes about 15 KB, plain and compressed.
const mostPages = 2000;
const mostParties = 50_000;

/**
 * Keeps pages in the form in which they leave until their party has news. Editions count the news: a page that was
 * begun before the last news of its party is old, whether it is kept or still being made.
 */
export function keepReadyPages(news: News): ReadyPages {
  const pages = new Map<string, Kept>();
  const lastNews = new Map<string, number>();
  let edition = 0;
  let lastOfAll = 0;

  news.listenToAll((party) => {
    edition += 1;
    if (party !== undefined && lastNews.size < mostParties) {
      lastNews.set(party, edition);
      return;
    }
    lastOfAll = edition;
    lastNews.clear();
    pages.clear();
  });

  const isFresh = (party: string, begun: number): boolean =>
    begun >= Math.max(lastOfAll, lastNews.get(party) ?? 0);

  return {
    find(key) {
      const kept = pages.get(key);
      if (kept && isFresh(kept.party, kept.edition) && performance.now() < kept.until) return kept.ready;
      pages.delete(key);
      return undefined;
    },
    async make(key, write) {
      const begun = edition;
      const page = await write();
      if (!page) return null;
      const ready = makeReady(page.markup);
      if (!isFresh(page.party, begun)) return ready;
      const [oldest] = pages.size >= mostPages ? pages.keys() : [];
      if (oldest !== undefined) pages.delete(oldest);
      pages.set(key, { ready, party: page.party, edition: begun, until: performance.now() + life });
      return ready;
    },
  };
}
