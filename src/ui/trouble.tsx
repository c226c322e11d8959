import type { Visit } from '../platform/web/web.ts';
import { Garland } from './bunting.tsx';
import { Page } from './page.tsx';

const words = {
  404: ['trouble.not_found_title', 'trouble.not_found'],
  413: ['trouble.too_large_title', 'trouble.too_large'],
  429: ['trouble.often_title', 'trouble.often'],
  500: ['trouble.bug_title', 'trouble.bug'],
  503: ['trouble.away_title', 'trouble.away'],
} as const;

export type Trouble = keyof typeof words;

/**
 * One page for what is not there, whoever asks and whyever; and one each for what is too large, too often, went wrong, or is
 * away for a moment.
 */
export function TroublePage({ visit, status }: { visit: Visit; status: Trouble }) {
  const { say } = visit;
  const [title, text] = words[status];
  return (
    <Page
      visit={{ say, path: '/' }}
      title={say(title)}
      banner={<Garland flags={['pale', 'pale', 'pale', 'pale', 'gap', 'pale', 'pale', 'pale', 'pale']} />}
    >
      <h1>{say(title)}</h1>
      <p class="lead">{say(text)}</p>
      <div class="buttons">
        <a class="button outlined" href="/">
          {say('trouble.home')}
        </a>
      </div>
    </Page>
  );
}
