import { solve } from '../../platform/web/solve.ts';

type Live = { cards: number; hearts: number; breaths: number; out: number };

const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);

/** Keeps the counters and the candles true while somebody looks; without it the page is right when it is loaded again. */
class WallLive extends HTMLElement {
  #source: EventSource | undefined;
  #retry: number | undefined;
  #wait = 5_000;

  connectedCallback(): void {
    document.addEventListener('visibilitychange', () => this.#follow());
    // Not all who opened the page in the same second knock in the same one.
    this.#retry = window.setTimeout(() => this.#follow(), Math.random() * 3_000);
  }

  // Who looks at something else costs the server nothing.
  #follow(): void {
    window.clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
    if (document.hidden) return;
    const source = new EventSource(`${this.dataset['at']}/live`);
    source.addEventListener('message', ({ data }: MessageEvent<string>) => this.#show(data));
    source.addEventListener('open', () => (this.#wait = 5_000));
    source.addEventListener('error', () => this.#later(source));
    this.#source = source;
  }

  // Twice as long each time, up to five minutes, and never together with all the others.
  #later(source: EventSource): void {
    source.close();
    this.#wait = Math.min(this.#wait * 2, 300_000);
    this.#retry = window.setTimeout(() => this.#follow(), this.#wait * (0.5 + Math.random()));
  }

  #show(data: string): void {
    const live: Partial<Live> = JSON.parse(data);
    for (const place of document.querySelectorAll<HTMLElement>('[data-live]')) {
      const count = live[place.dataset['live'] === 'hearts' ? 'hearts' : 'cards'];
      if (place.dataset['live'] !== 'countries' && typeof count === 'number')
        place.textContent = number.format(count);
    }
    if (typeof live.out === 'number') showOut(live.out);
  }
}

function showOut(out: number): void {
  const moment = document.querySelector<HTMLElement>('.moment');
  const candles = document.querySelectorAll('.candle');
  if (!moment || candles.length === 0) return;
  candles.forEach((candle, place) => candle.classList.toggle('out', place < out));
  const said = moment.querySelector('[data-word="out"]');
  if (said && said.textContent !== String(out)) said.textContent = String(out);
  if (out < candles.length || moment.dataset['state'] === 'out') return;
  moment.dataset['state'] = 'out';
  moment.classList.add('just');
}

/** Counts down to the moment, says when it is where the reader is, and lights the candles when it has come. */
function countDown(moment: HTMLElement): void {
  const [timer, there] = [moment.querySelector('.countdown'), moment.querySelector('[data-there]')];
  const at = Date.parse(moment.dataset['at'] ?? '');
  if (!(timer instanceof HTMLElement) || !(there instanceof HTMLElement) || Number.isNaN(at)) return;
  const local = { weekday: 'long', hour: 'numeric', minute: '2-digit' } as const;
  const place = there.querySelector('span');
  if (place) place.textContent = new Intl.DateTimeFormat(language, local).format(at);
  there.hidden = Number(there.dataset['there']) === -new Date(at).getTimezoneOffset();
  const tick = (): void => {
    const left = Math.ceil((at - Date.now()) / 1000);
    if (left <= 0) {
      window.clearInterval(ticking);
      if (moment.dataset['state'] === 'before') moment.dataset['state'] = 'burning';
      moment.querySelector('.candles')?.classList.add('lit');
      return;
    }
    timer.hidden = false;
    timer.textContent = inWords(left);
  };
  const ticking = window.setInterval(tick, 1000);
  tick();
}

const lengths = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

// The two largest parts that count: "2 days 3 hours", "12 minutes 5 seconds".
function inWords(seconds: number): string {
  const first = lengths.findIndex(([, length]) => seconds >= length);
  return lengths
    .slice(first, first + 2)
    .map(([unit, length], place) => {
      const count = Math.floor((place === 0 ? seconds : seconds % (lengths[first]?.[1] ?? 1)) / length);
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
    })
    .join(' ');
}

/** Says how many letters are left, as a reader counts them. */
function countLetters(hint: HTMLElement): void {
  const [words, left] = [document.querySelector('textarea'), hint.querySelector('output')];
  if (!words || !left) return;
  const letters = new Intl.Segmenter(language, { granularity: 'grapheme' });
  const count = (): void => {
    const much = Number(hint.dataset['left']) - [...letters.segment(words.value.trim())].length;
    left.textContent = number.format(much);
    hint.classList.toggle('complaint', much < 0);
  };
  hint.hidden = false;
  words.addEventListener('input', count);
  count();
}

customElements.define('wall-live', WallLive);
for (const moment of document.querySelectorAll<HTMLElement>('.moment')) countDown(moment);
for (const hint of document.querySelectorAll<HTMLElement>('[data-left]')) countLetters(hint);

/** Works out what a busy wall asks for, and sends the card by itself; who presses first, or has no JavaScript, waits instead. */
class WallProof extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const form = this.closest('form');
    const said = this.querySelector('p');
    if (!form || !said) return;
    const wait = said.textContent;
    said.textContent = this.dataset['works'] ?? '';
    const value = await solve(this.dataset['challenge'] ?? '').catch(() => null);
    if (value === null) {
      // A browser that cannot compute it waits as one without JavaScript does.
      said.textContent = wait;
      return;
    }
    const proof = document.createElement('input');
    Object.assign(proof, { type: 'hidden', name: 'proof', value });
    form.append(proof);
    form.submit();
  }
}

customElements.define('wall-proof', WallProof);
