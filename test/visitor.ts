import type { Hono } from 'hono';
import type { WebEnv } from '../src/platform/web/web.ts';

type Fields = Record<string, string | string[]> | [string, string][];

export type Seen = { status: number; path: string; text: string; html: string; headers: Headers };

/** Somebody with a browser: keeps cookies, follows redirects, reads what a page says. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: Hono<WebEnv>;
  readonly #language: string;

  constructor(app: Hono<WebEnv>, language = 'en') {
    this.#app = app;
    this.#language = language;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Seen> {
    return this.#ask(path, { headers });
  }

  post(path: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Seen> {
    const body = new URLSearchParams();
    for (const [name, value] of Array.isArray(fields) ? fields : Object.entries(fields))
      for (const one of [value].flat()) body.append(name, one);
    return this.#ask(path, { method: 'POST', body, headers });
  }

  upload(path: string, files: { name: string; text: string | Uint8Array<ArrayBuffer> }[]): Promise<Seen> {
    const body = new FormData();
    for (const { name, text } of files) body.append('file', new File([text], name));
    return this.#ask(path, { method: 'POST', body });
  }

  async #ask(
    path: string,
    request: { method?: string; body?: URLSearchParams | FormData; headers?: Record<string, string> },
  ): Promise<Seen> {
    const headers: Record<string, string> = {
      'accept-language': this.#language,
      'sec-fetch-site': 'same-origin',
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...request.headers,
    };
    const answer = await this.#app.request(path, { ...request, headers });
    this.#keep(answer.headers.getSetCookie());
    const next = answer.headers.get('location');
    if (answer.status === 303 && next !== null) return this.get(next);
    const html = await answer.text();
    return { status: answer.status, path, html, text: textOf(html), headers: answer.headers };
  }

  #keep(cookies: string[]): void {
    for (const cookie of cookies) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** What a page says, without its markup. */
function textOf(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, ' ')
    .replace(/<(?:bdi|span|a)\b[^>]*>|<\/(?:bdi|span|a)>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/[\u2068\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The value of a hidden field, by its name. */
export function hidden(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}
