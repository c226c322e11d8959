import { HTTPException } from 'hono/http-exception';

/** Foreign, unknown, revoked and expired: one and the same page. */
export function notFound(): never {
  throw new HTTPException(404);
}

/** Goes elsewhere instead: used by the gate when somebody has to sign in first. */
export function goTo(path: string): never {
  throw new HTTPException(303, { res: new Response(null, { status: 303, headers: { Location: path } }) });
}

/** More came than can be taken at this moment: nothing was done, and it may be tried again after so many seconds. */
export function overloaded(seconds: number): never {
  const headers = { 'Retry-After': String(seconds), 'Content-Type': 'text/plain; charset=utf-8' };
  throw new HTTPException(503, {
    res: new Response('Very many people are here. Please try again in a moment.\n', { status: 503, headers }),
  });
}

/** It was done as often as it may be for now: the same page for everybody, and when it may be done again. */
export function tooOften(seconds: number): never {
  throw new HTTPException(429, { cause: { seconds } });
}
