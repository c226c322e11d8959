// What a phone keeps of the list at the door is named by the page and by the moment at which it goes, so that whoever comes by
// can see what is over: `arrivals <path> <milliseconds>`.
const mark = 'arrivals';

export function keptName(page: string, until: number): string {
  return `${mark} ${page} ${until}`;
}

export function isOver(name: string): boolean {
  const [of, , until] = name.split(' ');
  return of === mark && Number(until) <= Date.now();
}

export function isOf(page: string, name: string): boolean {
  return name.startsWith(`${mark} ${page} `);
}

/** Lets go what is over, and what else is asked; whoever keeps nothing any more needs no worker. */
export async function letGo(
  page: string,
  worker: ServiceWorkerRegistration | undefined,
  which: (name: string) => boolean = isOver,
): Promise<void> {
  const names = await caches.keys();
  for (const name of names) if (isOver(name) || which(name)) await caches.delete(name);
  if (!names.some((name) => isOf(page, name) && !isOver(name) && !which(name))) await worker?.unregister();
}
