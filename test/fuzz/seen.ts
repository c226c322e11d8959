import { randomUUID } from 'node:crypto';

type Form = { action: string; fields: [string, string][] };

/** What somebody who may look around has seen: ids and links by their place in an address, forms, and cookies. */
export class Seen {
  readonly cookies: string[] = [];
  readonly #places = new Map<string, Set<string>>();
  readonly #forms: Form[] = [];

  /** Words for a place of a route, as `party` or `token`; there is always one. */
  places(name: string): string[] {
    const known =
      this.#places.get(name) ?? this.#places.get(`${name}s`) ?? this.#places.get('id') ?? new Set();
    return known.size === 0 ? [randomUUID()] : [...known];
  }

  /** The fields of a form that is sent to a route. */
  fields(path: string): [string, string][] {
    const pattern = new RegExp(`^${path.replaceAll(/:\w+(?:\{[^}]*\})?/g, '[^/]+')}$`);
    return this.#forms.find(({ action }) => pattern.test(action))?.fields ?? [];
  }

  /** Looks around: everything that a page leads to, some steps far, for each of three people of a made-up class. */
  async lookAround(base: string, steps = 150): Promise<void> {
    this.cookies.length = 0;
    for (const as of ['host', 'guest', 'keeper']) {
      const cookies = new Map<string, string>();
      const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const headers = { cookie, 'sec-fetch-site': 'same-origin' };
        const answer = await fetch(new URL(path, base), { ...init, headers, redirect: 'manual' });
        for (const one of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = (one.split(';')[0] ?? '').split(/=(.*)/s);
          cookies.set(name, value);
        }
        return answer;
      };
      await ask('/try', { method: 'POST', body: new URLSearchParams({ as }) });
      const [queue, known] = [['/', '/account', '/mailbox'], new Set<string>()];
      for (let step = 0; step < steps && queue.length > 0; step += 1) {
        const path = queue.shift() ?? '/';
        if (known.has(path) || path.endsWith('/live')) continue;
        known.add(path);
        const answer = await ask(path);
        const next = answer.headers.get('location');
        if (next?.startsWith('/')) queue.push(next);
        const type = answer.headers.get('content-type') ?? '';
        const page = await answer.text();
        if (!type.startsWith('text/html')) continue;
        this.#read(page);
        for (const [, link = ''] of page.matchAll(/(?:href|src)="(?:http:\/\/[^"/]+)?(\/[^"#]*)"/g))
          if (!link.startsWith('/assets')) queue.push(link.replaceAll('&amp;', '&'));
        // An envelope is opened, as its family would.
        for (const [, action = ''] of page.matchAll(/<form[^>]*action="(\/i\/[^"]*)"/g)) {
          const opened = await ask(action, { method: 'POST', body: new URLSearchParams({ a: 'yes' }) });
          const to = opened.headers.get('location');
          if (to) queue.unshift(to);
        }
      }
      this.cookies.push([...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
  }

  #read(page: string): void {
    for (const [, thing = '', id = ''] of page.matchAll(
      /\/([a-z-]+)\/([0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{22}(?:\.ics)?)(?=[/"?])/g,
    )) {
      const name =
        id.includes('-') && id.length === 36
          ? thing.replace(/ies$/, 'y').replace(/s$/, '').replace('invitation', 'envelope')
          : 'token';
      for (const one of [name, 'id']) this.#keep(one, id);
    }
    for (const [, attributes = '', inside = ''] of page.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
      const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? '';
      const fields = [...inside.matchAll(/name="([^"]*)"(?:[^>]*?value="([^"]*)")?/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value],
      );
      if (this.#forms.length < 3000) this.#forms.push({ action, fields });
    }
  }

  #keep(name: string, id: string): void {
    const known = this.#places.get(name) ?? new Set();
    if (known.size < 200) known.add(id);
    this.#places.set(name, known);
  }
}
