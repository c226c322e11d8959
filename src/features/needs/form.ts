import { z } from 'zod';
import { idField, lineField, numberField } from '../../platform/web/field-schemas.ts';
import { kinds, longestWords, mostWanted, pictured, suggestions } from './rules.ts';

const words = lineField('needs.words_missing', longestWords);
const kind = z.enum(kinds, 'needs.kind_missing');
const wanted = numberField(1, mostWanted, 'needs.wanted_wrong');
const need = idField('needs.look_again');

/** A thing in the host’s own words. */
export const needForm = z.object({ words, kind, wanted });

/** A thing that is ready to press. */
export const readyForm = z.object({
  ready: z.enum(
    suggestions.map(({ ready }) => ready),
    'needs.look_again',
  ),
});

export const changeForm = z.object({ need, words, kind, wanted });

/** The thing that a press stands beside. */
export const onNeedForm = z.object({ need });

/** Something of a family’s own. */
export const extraForm = z.object({ words });

export const onExtraForm = z.object({ extra: idField('needs.look_again') });

/** What a child presses: one of our pictures. */
export const picturedForm = z.object({ ready: z.enum(pictured, 'needs.look_again') });

/** What a child says, and a grown-up types. */
export const ownIdeaForm = z.object({ words });

export const onIdeaForm = z.object({ idea: idField('needs.look_again') });

export const listIdeaForm = z.object({ idea: idField('needs.look_again'), wanted });
