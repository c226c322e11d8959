import { HTTPException } from 'hono/http-exception';

/** Foreign, unknown, revoked and expired: one and the same page. */
export function notFound(): never {
  throw new HTTPException(404);
}

/** Goes elsewhere instead: used by the gate when somebody has to sign in first. */
export function goTo(path: string): never {
  throw new HTTPException(303, { res: new Response(null, { status: 303, headers: { Location: path } }) });
}
