import { isOf, isOver, letGo } from './kept.ts';

// The service worker of the page at the door: it shows that page, and what it is made of, while there is no network, and
// touches no other. What it shows was kept by the page (client.ts); it only reads it, and lets it go.
declare const registration: ServiceWorkerRegistration;

const own = location.pathname.replace(/\/worker\.js$/, '');

addEventListener('fetch', (event) => {
  if (!isAsked(event) || event.request.method !== 'GET') return;
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === 'navigate' && pathname === own) event.respondWith(showPage(event.request));
  else if (pathname.startsWith('/assets/')) event.respondWith(showAsset(event.request));
});

type Asked = Event & { request: Request; respondWith(answer: Promise<Response>): void };

function isAsked(event: Event): event is Asked {
  return 'respondWith' in event;
}

/** The page from the network; from what is kept when there is none, or none that answers. */
async function showPage(request: Request): Promise<Response> {
  if ((await caches.keys()).some(isOver)) await letGo(own, registration);
  const kept = await caches.match(own, { ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise<never>((_, fail) => setTimeout(fail, 4000));
  const fresh = await Promise.race([fetch(request), late]).catch(() => kept);
  if (fresh === kept || fresh.status >= 500) return kept;
  // Signed out, or no host any more: then there is nothing to be kept.
  if (!fresh.ok) await letGo(own, registration, (name) => isOf(own, name));
  return fresh;
}

async function showAsset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
