import type { World } from '../world.ts';
import type { Route } from './requests.ts';

/**
 * Every route of the application; middleware is none. What makes a class of 26 with a party is left to `Seen`, which
 * presses it often enough: it is there only where this machine alone can ask.
 */
export function routesOf(app: World['app']): Route[] {
  const all = app.routes.filter(
    ({ method, path }) => method !== 'ALL' && path !== '/try' && path !== '*' && path !== '/*',
  );
  return [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}
