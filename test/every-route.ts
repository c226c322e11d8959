import type { Visitor } from './visitor.ts';
import { origin, type World } from './world.ts';

/** What stands in the places of an address, by the names of the places; a token by the page that it opens. */
export type Ids = Record<string, string>;

export type Answer = { status: number; headers: string[]; body: string };

/** Asks once, follows nothing, keeps no cookie: what came back, and nothing else. */
export async function ask(world: World, visitor: Visitor, method: string, path: string): Promise<Answer> {
  const response = await world.app.request(path, {
    method,
    headers: {
      'accept-language': 'en',
      'sec-fetch-site': 'same-origin',
      host: new URL(origin).host,
      cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  const endless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (endless) await response.body?.cancel();
  const headers = [...response.headers].map((pair) => pair.join(': '));
  return { status: response.status, headers, body: endless ? '' : await response.text() };
}

/** The addresses of all routes of a method, with these ids in their places. */
export function addresses(world: World, method: 'GET' | 'POST', ids: Ids): string[] {
  const paths = world.app.routes.filter((route) => route.method === method).map(({ path }) => path);
  return [...new Set(paths)].map((path) => fill(path, ids));
}

export function fill(path: string, ids: Ids): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const id = ids[name === 'token' ? (path.split('/')[1] ?? '') : name];
    if (id === undefined) throw new Error(`the test does not know what ${name} is in ${path}`);
    return id;
  });
}

/** The same answer with each id replaced by its name: what is foreign and what is not there must be alike. */
export function nameless(answer: Answer, ids: Ids): Answer {
  const hide = (text: string): string =>
    Object.entries(ids).reduce((hidden, [name, id]) => hidden.replaceAll(id, `<${name}>`), text);
  return { status: answer.status, headers: answer.headers.map(hide), body: hide(answer.body) };
}
