/** What was looked at, how it is, and what to change. */
export type Finding = {
  what: string;
  state: 'good' | 'bad' | 'unsure';
  /** One sentence: what was seen, or what to change. */
  says: string;
};

export function good(what: string, says: string): Finding {
  return { what, state: 'good', says };
}

export function bad(what: string, says: string): Finding {
  return { what, state: 'bad', says };
}

/** Nothing that must be mended, or nothing that can be seen from here. */
export function unsure(what: string, says: string): Finding {
  return { what, state: 'unsure', says };
}
