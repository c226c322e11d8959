import type { MessageKey, Say } from '../platform/language/say.ts';

/** A message with names in it: each word stands in its own direction, and no markup of ours is in the catalogue. */
export function Said({
  say,
  of,
  words,
}: {
  say: Say;
  of: MessageKey;
  words: Record<string, string | number>;
}) {
  return (
    <>
      {say
        .parts(of, words)
        .map((part) => (typeof part === 'string' ? part : <bdi data-word={part.name}>{part.word}</bdi>))}
    </>
  );
}
