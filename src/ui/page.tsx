import type { Child } from 'hono/jsx';
import { languages } from '../platform/language/languages.ts';
import type { Visit } from '../platform/web/web.ts';
import { assetUrl } from './assets.ts';

export type PageProps = {
  visit: Pick<Visit, 'say' | 'path'>;
  title: string;
  children: Child;
  /** The behaviour that this page wants, by the name of its room; none by default. */
  script?: string;
  width?: 'narrow' | 'wide';
  /** What stands above everything, from edge to edge. */
  banner?: Child;
  /** Where the small home link leads; a guest has no other page to go to. */
  home?: boolean;
};

// A flag as an SVG of its own, in the page.
const flag =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 32 32%22%3E%3Cpath d=%22M1 6q15 6 30 0%22 fill=%22none%22 stroke=%22%236a5d7d%22 stroke-width=%221.5%22/%3E%3Cpath d=%22M6 7.5h20L16 29z%22 fill=%22%23e8604c%22/%3E%3C/svg%3E';

/** Every page of Bunting: its head, what it shows, and the switch of languages at its foot. */
export function Page({ visit, title, children, script, width = 'narrow', banner, home = true }: PageProps) {
  const { say } = visit;
  return (
    <html lang={say.language} dir={say.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#fffaf2" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#1d1626" media="(prefers-color-scheme: dark)" />
        <meta property="og:title" content="Bunting" />
        <link rel="icon" href={flag} />
        <link rel="stylesheet" href={assetUrl('style.css')} />
        {script ? <script type="module" src={assetUrl(`${script}.js`)}></script> : null}
      </head>
      <body>
        <a class="skip" href="#main">
          {say('page.skip')}
        </a>
        {banner}
        {home ? (
          <header class={`bar ${width}`}>
            <a class="wordmark" href="/">
              <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                <path d="M3 3h14l-7 14z" fill="currentColor" />
              </svg>
              Bunting
            </a>
          </header>
        ) : null}
        <main id="main" class={width} tabindex={-1}>
          {children}
        </main>
        <Foot visit={visit} />
      </body>
    </html>
  );
}

function Foot({ visit }: Pick<PageProps, 'visit'>) {
  const { say, path } = visit;
  return (
    <footer class="foot">
      <form method="post" action="/language" aria-label={say('page.language')}>
        <input type="hidden" name="back" value={path} />
        {Object.entries(languages).map(([language, name]) => (
          <button
            class="tongue"
            name="language"
            value={language}
            lang={language}
            aria-current={language === say.language ? 'true' : undefined}
          >
            {name}
          </button>
        ))}
      </form>
      <a class="tongue" href="/privacy">
        {say('page.privacy')}
      </a>
    </footer>
  );
}
