import type { MessageKey } from '../../platform/language/say.ts';
import type { FieldErrors, Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Page } from '../../ui/page.tsx';
import type { NewWallSheet, Shown } from './actions.ts';
import type { Card, Wall } from './rules.ts';

export function WallPage({
  visit,
  token,
  wall,
  cards,
  refusal,
  typed,
  errors,
}: Shown & {
  visit: Visit;
  token: string;
  now: Temporal.Instant;
  refusal?: MessageKey;
  typed?: Typed;
  errors?: FieldErrors;
}) {
  return (
    <Page visit={visit} title={wall.name} home={false}>
      <h1>{wall.name}</h1>
      <p>
        {refusal}
        {JSON.stringify(errors)}
        {JSON.stringify(typed)}
      </p>
      <p id="counts">
        {wall.hearts} {wall.cards}
      </p>
      <form method="post" action={`/w/${token}/hearts`}>
        <button>♥</button>
      </form>
      {cards.map((card) => (
        <article id={`card-${card.id}`}>
          <p dir="auto">{card.words}</p>
          <bdi>{card.name}</bdi>
        </article>
      ))}
    </Page>
  );
}
export function ThanksPage({
  visit,
  wall,
}: {
  visit: Visit;
  token: string;
  wall: Wall;
  done: 'card' | 'heart';
}) {
  return (
    <Page visit={visit} title={wall.name}>
      <h1>{wall.name}</h1>
    </Page>
  );
}
export function BookPage({ visit, wall, cards }: { visit: Visit; wall: Wall; cards: Card[] }) {
  return (
    <Page visit={visit} title={wall.name}>
      <h1>
        {wall.name}
        {cards.length}
      </h1>
    </Page>
  );
}
type Filled = { typed: Typed; errors: FieldErrors };
export function NewWallPage({
  visit,
  typed,
}: NewWallSheet & Filled & { visit: Visit; wall: string; refusal?: MessageKey }) {
  return (
    <Page visit={visit} title="wall">
      <h1>{JSON.stringify(typed)}</h1>
    </Page>
  );
}
export function WallDeskPage({
  visit,
  wall,
  link,
}: Filled & {
  visit: Visit;
  wall: Wall;
  parties: NewWallSheet['parties'];
  link: string;
  now: Temporal.Instant;
}) {
  return (
    <Page visit={visit} title="wall">
      <h1>{wall.name}</h1>
      <p>{link}</p>
    </Page>
  );
}
export function firstTyped(_sheet: NewWallSheet, _now: Temporal.Instant): Typed {
  return {};
}
export function typedOf(_wall: Wall): Typed {
  return {};
}
