import PostalMime from 'postal-mime';
import type pg from 'pg';
import { expect } from 'vitest';
import { isLanguage } from '../src/platform/language/languages.ts';

const most = 100 * 1024;

/**
 * Holds for every mail that any test has caused: two parts that say the same, small, in one language, without a picture
 * or anything from elsewhere, with one action at most, from a machine that says so, and with a way to have no more.
 */
export async function expectGoodMails(owner: pg.Pool, origin: string): Promise<void> {
  const { rows } = await owner.query<{ raw: Buffer }>('select raw from mailbox_message');
  for (const { raw } of rows) {
    const { subject = '', text = '', html = '', headers } = await PostalMime.parse(raw);
    const header = (name: string): string => headers.find(({ key }) => key === name)?.value ?? '';
    expect(raw.length, subject).toBeLessThan(most);
    expect(header('auto-submitted'), subject).toMatch(/^auto-(?:generated|replied)$/);
    const language = /<html lang="(\w+)" dir="(ltr|rtl)">/.exec(html)?.[1] ?? '';
    expect(isLanguage(language), subject).toBe(true);
    expect(html, subject).toContain('prefers-color-scheme:dark');
    expect(html, subject).not.toMatch(/<(?:img|script|link|iframe)\b|\bsrc=|url\(|@import/i);
    for (const [, url = ''] of html.matchAll(/href="([^"]*)"/g))
      expect(new URL(url).origin, subject).toBe(origin);
    expect(html.match(/class="go"/g)?.length ?? 0, subject).toBeLessThanOrEqual(1);
    expect(wordsOf(text), subject).toEqual(wordsOf(asText(html)));
    expect(linksIn(text), subject).toEqual(linksIn(html));
    if (header('list-unsubscribe') === '') expect(header('message-id'), subject).toContain('<code.');
    else expect(header('list-unsubscribe-post'), subject).toBe('List-Unsubscribe=One-Click');
  }
}

function asText(html: string): string {
  return html
    .replace(/<(style|title)\b.*?<\/\1>/gs, ' ')
    .replace(/<p aria-hidden="true".*?<\/p>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

// Every word that is said, each once; addresses of pages stand in the text alone.
function wordsOf(text: string): string[] {
  const words = text.replace(/https?:\/\/\S+/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].toSorted();
}

function linksIn(text: string): string[] {
  const links = text.replaceAll('&amp;', '&').match(/https?:\/\/[^\s"<]+/g) ?? [];
  return [...new Set(links)].toSorted();
}
