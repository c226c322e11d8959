import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitTicket } from '../../src/platform/web/proof.ts';
import type { Scene } from './scene.ts';

/** What came of one request: 0 when nobody answered. */
export type Answered = {
  status: number;
  took: number;
  body: string;
  retryAfter: string | undefined;
  error?: string;
};

type Asked = { method?: 'GET' | 'POST'; path: string; cookie?: string; body?: string; from?: string };

/** Asks one process, on connections that are kept. */
export class Caller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });

  ask(port: number, { method = 'POST', path, cookie, body = '', from }: Asked): Promise<Answered> {
    const begun = performance.now();
    const headers: Record<string, string> = {
      'accept-language': 'en',
      'sec-fetch-site': 'same-origin',
      ...(cookie === undefined ? {} : { cookie }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...(method === 'POST'
        ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }
        : {}),
    };
    return new Promise((done) => {
      const over = (answered: Omit<Answered, 'took'>): void =>
        done({ ...answered, took: performance.now() - begun });
      const lost = ({ code = '' }: NodeJS.ErrnoException): void =>
        over({ status: 0, body: '', retryAfter: undefined, error: code });
      const asking = request(
        { agent: this.#agent, host: '127.0.0.1', port, method, path, headers },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.on('error', lost);
          answer.on('end', () =>
            over({ status: answer.statusCode ?? 0, body: text, retryAfter: answer.headers['retry-after'] }),
          );
        },
      );
      asking.setTimeout(60_000, () => asking.destroy(new Error('silent')));
      asking.on('error', lost).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Something that stands in the database as one value: what was acknowledged last, and what may stand since. */
class Kept {
  acknowledged: string;
  readonly since = new Set<string>();
  constructor(first: string) {
    this.acknowledged = first;
  }
  allows(value: string): boolean {
    return value === this.acknowledged || this.since.has(value);
  }
}

export type Figures = {
  acknowledged: { answers: number; offers: number; cards: number; hearts: number; moves: number };
  /** Requests that got no answer, or were asked to come again. */
  broken: number;
  shed: number;
  /** Anything that nobody should ever see: an error page, a refusal out of nowhere. */
  wrong: Map<string, number>;
  /** The longest that somebody waited, in milliseconds. */
  longest: number;
};

/** Everything at once, as long as it is let: answers, offers, cards and hearts, and a host who moves the party. */
export class Load {
  readonly figures: Figures = {
    acknowledged: { answers: 0, offers: 0, cards: 0, hearts: 0, moves: 0 },
    broken: 0,
    shed: 0,
    wrong: new Map(),
    longest: 0,
  };
  readonly #scene: Scene;
  readonly #ports: () => number[];
  readonly #caller = new Caller();
  readonly #answers = new Map<string, Kept>();
  readonly #offers = new Map<string, Kept>();
  readonly #cards = new Set<string>();
  #hearts = 0;
  #starts = '14:00';
  #over = false;
  #nth = 0;
  #going: Promise<unknown> = Promise.resolve();

  constructor(scene: Scene, ports: () => number[]) {
    this.#scene = scene;
    this.#ports = ports;
  }

  start({ writers = 2, moves = true }: { writers?: number; moves?: boolean } = {}): void {
    const { guests, calls } = this.#scene;
    const lanes: Promise<unknown>[] = [
      ...guests.map((_, place) => this.#answer(place)),
      ...calls.map((_, place) => this.#offer(place)),
      ...Array.from({ length: writers }, (_, lane) => this.#write(lane)),
      ...Array.from({ length: writers }, (_, lane) => this.#press(lane)),
      ...(moves ? [this.#move()] : []),
    ];
    this.#going = Promise.all(lanes);
  }

  /** What was begun is asked until it is acknowledged; nothing new is begun. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#going;
    this.#caller.close();
  }

  async #ask(asked: Asked, expected: readonly number[] = [303, 409]): Promise<Answered> {
    const ports = this.#ports();
    this.#nth += 1;
    const answered = await this.#caller.ask(ports[this.#nth % ports.length] ?? 0, asked);
    this.figures.longest = Math.max(this.figures.longest, answered.took);
    if (answered.status === 0) this.figures.broken += 1;
    else if (answered.status === 503) this.figures.shed += 1;
    else if (!expected.includes(answered.status))
      this.#note(`${asked.path.split('/')[1]} ${answered.status}`);
    if (answered.status !== 303) await sleep(300);
    return answered;
  }

  #note(what: string): void {
    this.figures.wrong.set(what, (this.figures.wrong.get(what) ?? 0) + 1);
  }

  /** Asks until it is acknowledged, and does not give up before it is told to end. */
  async #until(asked: Asked, kept: Kept | undefined, value: string): Promise<boolean> {
    for (const late = Date.now() + 180_000; Date.now() < late;) {
      kept?.since.add(value);
      const { status } = await this.#ask(asked);
      // Refused, as an offer for more children than there is room for: it was heard, and nothing of it stands.
      if (status === 409) return false;
      if (status !== 303) continue;
      if (kept) {
        kept.acknowledged = value;
        kept.since.clear();
      }
      return true;
    }
    this.#note('never acknowledged');
    return false;
  }

  async #answer(place: number): Promise<void> {
    const guest = this.#scene.guests[place];
    if (!guest) return;
    const kept = new Kept('');
    this.#answers.set(`${guest.envelope} ${guest.child}`, kept);
    for (let nth = place; !this.#over; nth += 1) {
      const says = nth % 2 === 0 ? 'yes' : 'no';
      const path = `/invitations/${guest.envelope}/answers`;
      if (
        await this.#until(
          { path, cookie: guest.cookie, body: `child=${guest.child}&says=${says}` },
          kept,
          says,
        )
      )
        this.figures.acknowledged.answers += 1;
      await sleep(20);
    }
  }

  async #offer(place: number): Promise<void> {
    const call = this.#scene.calls[place];
    if (!call) return;
    const kept = new Kept('');
    this.#offers.set(call.asked, kept);
    let revision = '0';
    for (let nth = 0; !this.#over; nth += 1) {
      revision = (await this.#planOn(call.path)) ?? revision;
      const brings = `${String.fromCharCode(97 + (place % 26))} cake ${String.fromCharCode(97 + (nth % 26))}`;
      const children = 1 + ((nth + place) % 3);
      const body = `revision=${revision}&name=Ada&children=${children}&grownUps=1&brings=${encodeURIComponent(brings)}&words=`;
      if (await this.#until({ path: call.path, body }, kept, `${children} ${brings}`))
        this.figures.acknowledged.offers += 1;
      await sleep(100);
    }
  }

  /** Which plan stands on the page of a call: an offer is for that one. */
  async #planOn(path: string): Promise<string | undefined> {
    const ports = this.#ports();
    const { body } = await this.#caller.ask(ports[0] ?? 0, { method: 'GET', path });
    return /name="revision" value="(\d+)"/.exec(body)?.[1];
  }

  async #write(lane: number): Promise<void> {
    const { platform, wall } = this.#scene;
    for (let nth = 0; !this.#over; nth += 1) {
      const words = `Happy birthday to you${inLetters(lane)}${inLetters(nth)}`;
      // A ticket that has waited is good for one card, however often it is sent: the card has its id.
      const ticket = waitTicket(platform.key, platform.clock().subtract({ minutes: 1 }));
      const body = new URLSearchParams({
        words,
        stamp: 'cake',
        country: 'GB',
        name: 'Ana',
        ticket,
      }).toString();
      const asked = {
        path: `/w/${wall.token}/cards`,
        body,
        from: `11.${lane}.${(nth >> 8) & 255}.${nth & 255}`,
      };
      for (const late = Date.now() + 180_000; Date.now() < late;) {
        // 429 here says that the ticket was used: by this very card, whose acknowledgement was lost.
        const { status } = await this.#ask(asked, [303, 429]);
        if (status === 303 || status === 429) break;
      }
      this.#cards.add(words);
      this.figures.acknowledged.cards += 1;
      await sleep(100);
    }
  }

  async #press(lane: number): Promise<void> {
    const { wall } = this.#scene;
    for (let nth = 0; !this.#over; nth += 1) {
      const from = `10.${lane}.${(nth >> 8) & 255}.${nth & 255}`;
      if (await this.#until({ path: `/w/${wall.token}/hearts`, from }, undefined, '')) {
        this.#hearts += 1;
        this.figures.acknowledged.hearts += 1;
      }
      await sleep(20);
    }
  }

  async #move(): Promise<void> {
    for (let nth = 1; !this.#over; nth += 1) {
      const starts = `${14 + (Math.floor(nth / 12) % 3)}:${String((nth % 12) * 5).padStart(2, '0')}`;
      for (const late = Date.now() + 180_000; Date.now() < late; await sleep(200)) {
        const moved = await this.#scene.move(starts).then(
          () => true,
          () => false,
        );
        if (!moved) continue;
        this.#starts = starts;
        this.figures.acknowledged.moves += 1;
        break;
      }
      await sleep(2000);
    }
  }

  /** What is wrong with what stands in the database, as sentences; none when everything acknowledged is there, once. */
  async faults(): Promise<string[]> {
    const { owner, host, wall, guests } = this.#scene;
    const faults: string[] = [];
    const read = async <Row extends Record<string, unknown>>(text: string, id: string): Promise<Row[]> =>
      (await owner.query<Row>(text, [id])).rows;
    const answers = await read<{ place: string; says: string }>(
      `select a.envelope_id || ' ' || a.child_id as place, a.says from answer a
       join envelope e on e.circle_id = a.circle_id and e.id = a.envelope_id where e.party_id = $1`,
      host.party,
    );
    const says = new Map(answers.map((row) => [row.place, row.says]));
    if (answers.length > guests.length) faults.push('an answer stands twice');
    for (const [place, kept] of this.#answers)
      if (!kept.allows(says.get(place) ?? ''))
        faults.push(`an answer is ${says.get(place)}, not ${kept.acknowledged}`);
    const offers = await read<{ asked: string; value: string; children: number; placed: boolean }>(
      `select asked_id as asked, children || ' ' || brings as value, children, placed_at is not null as placed
       from door_offer where party_id = $1`,
      host.party,
    );
    const made = new Map(offers.map((row) => [row.asked, row.value]));
    for (const [asked, kept] of this.#offers)
      if (!kept.allows(made.get(asked) ?? ''))
        faults.push(`an offer is ${made.get(asked)}, not ${kept.acknowledged}`);
    const placed = offers.filter((row) => row.placed).reduce((sum, row) => sum + row.children, 0);
    if (placed > 8) faults.push(`${placed} children have a place of 8`);
    const cards = (
      await read<{ words: string }>('select words from wall_card where wall_id = $1', wall.id)
    ).map(({ words }) => words);
    const missing = [...this.#cards].filter((words) => !cards.includes(words)).length;
    if (missing > 0) faults.push(`${missing} cards are missing`);
    if (new Set(cards).size !== cards.length) faults.push('a card stands twice');
    const [counted] = await read<{ hearts: number; shown: number; cards: number }>(
      `select (select count(*)::int from wall_press p where p.wall_id = w.id and kind = 'heart') as hearts,
         w.hearts as shown, w.cards from wall w where w.id = $1`,
      wall.id,
    );
    // Each heart was pressed until it was acknowledged, from an address of its own.
    if (counted?.hearts !== this.#hearts) faults.push(`${counted?.hearts} hearts of ${this.#hearts}`);
    if (counted?.shown !== counted?.hearts) faults.push('the wall counts other hearts than it has');
    if (counted?.cards !== cards.length) faults.push('the wall counts other cards than it has');
    return faults;
  }

  /** The hour that the last acknowledged change gave to the party. */
  get starts(): string {
    return this.#starts;
  }
}

const letters = ['sun', 'moon', 'star', 'cake', 'boat', 'tree', 'frog', 'kite', 'drum', 'bell'];

// Digits in a row look like a telephone to whoever reads cards.
function inLetters(number: number): string {
  return String(number).replaceAll(/\d/g, (digit) => ` ${letters[Number(digit)]}`) + ' and';
}
