import type { IncomingMessage, ServerResponse } from 'node:http';

/** Finds what a request is answered with, from memory and at once; undefined leaves it to the app. */
export type Finds = (request: IncomingMessage) => ((response: ServerResponse) => void) | undefined;

/** What is answered before the app is asked: pages that are the same for everybody, when the whole world looks. */
export type Front = {
  add(finds: Finds): void;
  /** Answers a request, now or in a turn of the event loop soon; says whether it does. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
};

// So many leave in one turn of the event loop: between the turns everybody else is heard, the database first of all.
const mostInTurn = 16;

export function openFront(): Front {
  const all: Finds[] = [];
  const waiting: (() => void)[] = [];
  let inTurn = 0;

  const turn = (): void => {
    // What has left is not remembered: under load nobody would ever forget it.
    const leaving = waiting.splice(0, mostInTurn);
    inTurn = leaving.length;
    for (const leaves of leaving) leaves();
    if (inTurn > 0) setImmediate(turn);
  };

  return {
    add: (finds) => void all.push(finds),
    answer(request, response) {
      for (const finds of all) {
        const leaves = finds(request);
        if (!leaves) continue;
        if (inTurn < mostInTurn && waiting.length === 0) {
          inTurn += 1;
          if (inTurn === 1) setImmediate(turn);
          leaves(response);
        } else waiting.push(() => leaves(response));
        return true;
      }
      return false;
    },
  };
}

/** The value of a header as it came; reading all of them into an object would cost more than to answer. */
export function rawHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at];
    if (given?.length === name.length && given.toLowerCase() === name) return rawHeaders[at + 1];
  }
  return undefined;
}
