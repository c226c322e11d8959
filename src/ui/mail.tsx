import type { Say } from '../platform/language/say.ts';

/** What a mail says, once; its text and its HTML are both made from it. */
export type Letter = {
  say: Say;
  subject: string;
  heading: string;
  paragraphs: string[];
  /** What, when, where: a line and a softer one below. */
  facts?: [string, string?][];
  action?: { label: string; url: string };
  /** Quieter ways on, below the action. */
  others?: { label: string; url: string }[];
  /** A code to type, in big letters. */
  code?: string;
  foot: string[];
};

/** Writes the letter as plain text and as HTML that says the same; no pictures, nothing from elsewhere. */
export function writeMail(letter: Letter): { subject: string; text: string; html: string } {
  return {
    subject: letter.subject.replace(/\s+/g, ' '),
    text: asText(letter),
    html: `<!doctype html>${asHtml(letter).toString()}`,
  };
}

function asText({ heading, paragraphs, facts = [], action, others = [], code, foot }: Letter): string {
  const link = ({ label, url }: { label: string; url: string }): string => `${label}:\n${url}`;
  const blocks = [
    heading,
    ...paragraphs,
    code,
    facts.map(([line, more]) => (more ? `* ${line}\n  ${more}` : `* ${line}`)).join('\n'),
    action && link(action),
    ...others.map(link),
    '--\n' + foot.join('\n'),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";

const dark = `@media (prefers-color-scheme:dark){body,.paper{background:#1d1626!important}.card{background:#281f35!important;border-color:#41354f!important}.ink{color:#f4eefb!important}.soft{color:#b9adc9!important}.go{background:#c7a6ff!important;color:#1d1626!important}.on{color:#c7a6ff!important;border-color:#c7a6ff!important}}`;

function asHtml({ say, subject, heading, paragraphs, facts = [], action, others = [], code, foot }: Letter) {
  const start = say.direction === 'rtl' ? 'right' : 'left';
  return (
    <html lang={say.language} dir={say.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style dangerouslySetInnerHTML={{ __html: dark }}></style>
      </head>
      <body class="paper" style={`margin:0;padding:0;background:#fffaf2;${font}`}>
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border={0}
          class="paper"
          style="background:#fffaf2"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border={0}
                style={`max-width:560px;text-align:${start}`}
              >
                <tr>
                  <td
                    class="card"
                    dir={say.direction}
                    style="background:#ffffff;border:1px solid #e9dfd2;border-radius:16px;padding:28px 24px"
                  >
                    <p
                      aria-hidden="true"
                      style="margin:0 0 10px;font-size:20px;line-height:1;letter-spacing:4px"
                    >
                      {['#e8604c', '#f4b942', '#5aa469', '#4a9fd8', '#8a5cc7', '#e58fb1'].map((colour) => (
                        <span style={`color:${colour}`}>{'\u25bc'}</span>
                      ))}
                    </p>
                    <h1
                      class="ink"
                      dir="auto"
                      style={`margin:0 0 14px;font-size:26px;line-height:1.2;color:#2a1e3f;text-align:${start}`}
                    >
                      {heading}
                    </h1>
                    {paragraphs.map((paragraph) => (
                      <p
                        class="ink"
                        dir="auto"
                        style={`margin:0 0 12px;font-size:17px;line-height:1.5;color:#2a1e3f;white-space:pre-line;text-align:${start}`}
                      >
                        {paragraph}
                      </p>
                    ))}
                    {code ? (
                      <p
                        class="ink"
                        dir="ltr"
                        style="margin:16px 0;font-size:30px;letter-spacing:5px;font-family:ui-monospace,monospace;color:#2a1e3f"
                      >
                        {code}
                      </p>
                    ) : null}
                    {facts.map(([line, more]) => (
                      <p
                        class="ink"
                        dir="auto"
                        style={`margin:0 0 12px;font-size:17px;line-height:1.4;color:#2a1e3f;text-align:${start}`}
                      >
                        {line}
                        {more ? (
                          <span class="soft" style="color:#6a5d7d;font-size:15px">
                            <br />
                            {more}
                          </span>
                        ) : null}
                      </p>
                    ))}
                    {action ? (
                      <p style="margin:22px 0 6px">
                        <a
                          class="go"
                          href={action.url}
                          target="_top"
                          style="display:block;text-align:center;background:#5b2a9d;color:#ffffff;font-size:17px;font-weight:bold;text-decoration:none;padding:15px 20px;border-radius:26px"
                        >
                          {action.label}
                        </a>
                      </p>
                    ) : null}
                    {others.map(({ label, url }, place) => (
                      <p style={`margin:${place === 0 && !action ? 22 : 8}px 0 8px`}>
                        <a
                          class="on"
                          href={url}
                          target="_top"
                          style="display:block;text-align:center;color:#5b2a9d;font-size:17px;font-weight:bold;text-decoration:none;padding:13px 20px;border-radius:26px;border:2px solid #5b2a9d"
                        >
                          {label}
                        </a>
                      </p>
                    ))}
                  </td>
                </tr>
                <tr>
                  <td dir={say.direction} style={`padding:16px 24px;text-align:${start}`}>
                    {foot.map((line) => (
                      <p
                        class="soft"
                        dir="auto"
                        style={`margin:0 0 6px;font-size:13px;line-height:1.5;color:#6a5d7d;overflow-wrap:anywhere;word-break:break-word;text-align:${start}`}
                      >
                        {linked(line)}
                      </p>
                    ))}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}

function linked(line: string) {
  return line.split(/(https?:\/\/\S+)/).map((part, place) =>
    place % 2 === 1 ? (
      <a class="soft" href={part} target="_top" style="color:#6a5d7d">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
