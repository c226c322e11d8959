import { formRequest, requestHead, type Guest } from './guests.ts';
import type { Lane } from './load.ts';

type Saying = {
  path: string;
  child: string;
  yes: Buffer;
  no: Buffer;
  says: 'yes' | 'no';
  acknowledged: 'yes' | 'no';
};

/** Connections that look at their own guests' pages, one after the other. */
export function lookingLanes(guests: readonly Guest[], count: number): Lane[] {
  const requests = guests.map(({ path, cookie }) => Buffer.from(`${requestHead('GET', path, cookie)}\r\n`));
  return shares(requests, count).map((own) => {
    let turn = 0;
    return { next: () => own[turn++ % own.length] ?? Buffer.alloc(0), done: () => undefined };
  });
}

/** What all guests said last, as it was acknowledged; everybody begins with a no. */
export function sayings(guests: readonly Guest[]): Saying[] {
  return guests.map(({ path, cookie, child }) => {
    const request = (says: string): Buffer =>
      Buffer.from(formRequest(`${path}/answers`, `child=${child}&says=${says}`, cookie));
    return { path, child, yes: request('yes'), no: request('no'), says: 'no', acknowledged: 'no' };
  });
}

/** Connections whose guests change their minds every time. No two share a guest, so that what stands last is known. */
export function answeringLanes(all: readonly Saying[], count: number): Lane[] {
  return shares(all, count).map((own) => {
    let turn = 0;
    let saying = own[0];
    return {
      next: () => {
        saying = own[turn++ % own.length];
        if (!saying) return Buffer.alloc(0);
        saying.says = saying.says === 'yes' ? 'no' : 'yes';
        return saying[saying.says];
      },
      done: (status) => {
        if (saying && status === 303) saying.acknowledged = saying.says;
      },
    };
  });
}

function shares<Thing>(things: readonly Thing[], count: number): Thing[][] {
  return Array.from({ length: count }, (_, lane) => things.filter((_thing, place) => place % count === lane));
}
