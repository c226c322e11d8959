import type { Child } from 'hono/jsx';
import type { Say } from '../platform/language/say.ts';
import { StampPicture, type Stamp } from './stamps.tsx';

export type NoteProps = {
  say: Say;
  /** Where on its page it is found. */
  id: string;
  /** One that stands in the page's `<StampSheet>`. */
  stamp: Stamp;
  words: string;
  name: string;
  /** Where it comes from, in words. */
  from: string | null;
  children?: Child;
};

/** One card as it hangs: its words, its stamp, and what its writer said of themselves. */
export function Note({ say, id, stamp, words, name, from, children }: NoteProps) {
  return (
    <li class="wall-card" id={id}>
      <StampPicture stamp={stamp} say={say} shared />
      <p class="keep-lines" dir="auto">
        {words}
      </p>
      <footer>
        <p class="soft small">
          {name ? (
            <strong>
              <bdi>{name}</bdi>
            </strong>
          ) : null}
          {name && from ? ' · ' : null}
          {from}
        </p>
        {children}
      </footer>
    </li>
  );
}
