import type { World } from '../world.ts';
import type { Route } from './requests.ts';

/** Every route of the application; middleware is none. */
export function routesOf(app: World['app']): Route[] {
  const all = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '*' && path !== '/*');
  return [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}
