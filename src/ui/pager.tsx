type Way = { to: string; words: string };

type PagerProps = {
  label: string;
  /** The way back, and the way on; null where there is none. */
  before: Way | null;
  after: Way | null;
  /** Which page this is, in words. */
  here?: string;
};

/** The ways from one page of many to those beside it. */
export function Pager({ label, before, after, here }: PagerProps) {
  if (!before && !after) return null;
  return (
    <nav class="pages" aria-label={label}>
      {before ? (
        <a class="button outlined" rel="prev" href={before.to}>
          {before.words}
        </a>
      ) : null}
      {here ? <span class="soft">{here}</span> : null}
      {after ? (
        <a class="button outlined" rel="next" href={after.to}>
          {after.words}
        </a>
      ) : null}
    </nav>
  );
}
