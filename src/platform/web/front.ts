import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request at once, from memory; says whether it did. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What is answered before the app is asked: pages that are the same for everybody, when the whole world looks. */
export type Front = { add(answers: Answers): void; answer: Answers };

export function openFront(): Front {
  const all: Answers[] = [];
  return {
    add: (answers) => void all.push(answers),
    answer: (request, response) => all.some((answers) => answers(request, response)),
  };
}
