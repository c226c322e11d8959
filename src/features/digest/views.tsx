import type { Say } from '../../platform/language/say.ts';
import { Choice } from '../../ui/fields.tsx';
import { oftens, type Often } from './rules.ts';

type OftenProps = { say: Say; at: string; often: Often };

/** On the host's page: how often this host, and no other, hears of answers by mail. */
export function OftenPart({ say, at, often }: OftenProps) {
  return (
    <details id="digest">
      <summary>{say('digest.title', { often: say(`digest.often_${often}`) })}</summary>
      <form method="post" action={`${at}/digests`}>
        <Choice
          say={say}
          name="often"
          label={say('digest.how_often')}
          hint={say('digest.hint')}
          filled={{ typed: { often }, errors: {} }}
          options={oftens.map((one) => [one, say(`digest.choose_${one}`)])}
        />
        <button class="button outlined">{say('form.save')}</button>
      </form>
    </details>
  );
}
