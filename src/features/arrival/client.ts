import { isOf, isOver, keptName, letGo } from './kept.ts';
import { emptyBook, enter, readPress, standingTicks, step, streetGuest, toggle, turnUp } from './rules.ts';
import { writePress, type Book, type Press } from './rules.ts';

const shortest = 1000;
const keeps = 'caches' in globalThis && 'serviceWorker' in navigator;

/** The list at the door: presses are kept on the phone, shown at once, and sent when there is a network. */
class DoorList extends HTMLElement {
  #page = this.dataset['page'] ?? '';
  #until = Number(this.dataset['until'] ?? 0);
  /** What waits to be sent, where a browser keeps nothing. */
  #held: string[] = [];

  connectedCallback(): void {
    for (const name of Object.keys(localStorage)) if (isOver(name)) localStorage.removeItem(name);
    if (this.#until <= Date.now()) return void this.#letGo();
    this.addEventListener('submit', (event) => this.#press(event));
    this.#listen();
    this.#show();
    void this.#letGo().then(() => this.#talk());
    setTimeout(() => void this.#end(), this.#until - Date.now());
    const again = Number(this.dataset['again'] ?? 0) - Date.now();
    if (again > 0) setTimeout(() => void this.#talk(), again + 1000);
  }

  // Hears from other phones; after a broken connection something may have been missed.
  #listen(): void {
    const talk = (): void => void this.#talk();
    const source = new EventSource(this.#page.replace(/arrivals$/, 'live'));
    source.addEventListener('changed', talk);
    let broken = false;
    source.addEventListener('error', () => (broken = true));
    source.addEventListener('open', () => {
      if (broken) talk();
      broken = false;
    });
    addEventListener('online', talk);
    document.addEventListener('visibilitychange', () => document.hidden || talk());
  }

  // A browser keeps pages only where nobody on the way can change them.
  async #letGo(which?: (name: string) => boolean): Promise<void> {
    if (!keeps) return;
    const worker = navigator.serviceWorker.getRegistration(this.#page);
    await worker.then((known) => letGo(this.#page, known, which)).catch(() => undefined);
  }

  get #name(): string {
    return keptName(this.#page, this.#until);
  }

  #waiting(): string[] {
    const kept = Object.keys(localStorage).filter((name) => isOf(this.#page, name));
    return [...new Set([...kept.flatMap((name) => JSON.parse(localStorage[name] ?? '[]')), ...this.#held])];
  }

  #keep(waiting: string[]): void {
    this.#held = [];
    for (const name of Object.keys(localStorage)) if (isOf(this.#page, name)) localStorage.removeItem(name);
    try {
      if (waiting.length > 0) localStorage[this.#name] = JSON.stringify(waiting);
    } catch {
      this.#held = waiting;
    }
  }

  #lines(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[data-guest]')];
  }

  /** What the page was told, and what waits here. */
  #book(): Book {
    const told = this.#lines().flatMap(({ dataset: { guest = '', ticks = '' } }) =>
      ticks
        .split(' ')
        .filter(Boolean)
        .map((id): Press => ({ does: 'tick', id, guest, name: '' })),
    );
    const waiting = this.#waiting().map(readPress);
    return enter(
      enter(emptyBook, told),
      waiting.filter((press) => press !== null),
    );
  }

  #press(event: SubmitEvent): void {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form?.action.includes(`${this.#page}/`)) return;
    const presses = this.#pressed(form, event.submitter);
    // A name that is missing is said by the server.
    if (presses === null) return;
    event.preventDefault();
    this.#keep([...this.#waiting(), ...presses.map(writePress)]);
    this.#show();
    void this.#talk();
  }

  #pressed(form: HTMLFormElement, button: HTMLElement | null): Press[] | null {
    const id = crypto.randomUUID();
    const guest = form.closest<HTMLElement>('[data-guest]')?.dataset['guest'];
    if (guest === streetGuest) return step(this.#book(), button?.dataset['step'] === 'more', id);
    if (guest !== undefined) return toggle(this.#book(), guest, id);
    const field = form.querySelector<HTMLInputElement>('[name="name"]');
    const name = field?.value.replace(/\s+/g, ' ').trim().slice(0, 120) ?? '';
    if (!field || name === '') return null;
    field.value = '';
    return [turnUp(id, name)];
  }

  #show(fresh?: string): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-guest]')?.dataset['guest'];
    const live = this.querySelector('[data-live]');
    if (fresh !== undefined && live) live.innerHTML = fresh;
    for (const added of this.querySelectorAll('[data-added]')) added.remove();
    const standing = standingTicks(this.#book());
    for (const [guest, [tick]] of standing)
      if (tick && guest === `new:${tick.id}` && !this.#find(guest)) this.#add(guest, tick.name);
    let here = 0;
    for (const line of this.#lines()) {
      const count = standing.get(line.dataset['guest'] ?? '')?.length ?? 0;
      line.querySelector('[aria-pressed]')?.setAttribute('aria-pressed', String(count > 0));
      if (line.dataset['guest'] === streetGuest) this.#showStreet(line, count);
      here += line.dataset['guest'] === streetGuest ? count : count && Number(line.dataset['children'] ?? 1);
    }
    const number = this.querySelector('[data-here]');
    if (number) number.textContent = String(here);
    for (const flag of this.querySelectorAll<SVGElement>('[data-flag]')) {
      const isFull = Number(flag.dataset['flag']) < here;
      flag.classList.toggle('full', isFull);
      flag.classList.toggle('pale', !isFull);
    }
    if (focused !== undefined) this.#find(focused)?.querySelector('button')?.focus();
  }

  #showStreet(part: HTMLElement, count: number): void {
    const number = part.querySelector('[data-count]');
    if (number) number.textContent = String(count);
    part.querySelector('[data-step="fewer"]')?.toggleAttribute('disabled', count === 0);
  }

  #find(guest: string): HTMLElement | undefined {
    return this.#lines().find((line) => line.dataset['guest'] === guest);
  }

  #add(guest: string, name: string): void {
    const line = this.querySelector('template')?.content.querySelector('li')?.cloneNode(true);
    if (!(line instanceof HTMLElement)) return;
    Object.assign(line.dataset, { guest, ticks: '', added: '' });
    line.querySelector('form')?.setAttribute('action', `${this.#page}/ticks`);
    const bdi = line.querySelector('bdi');
    if (bdi) bdi.textContent = name;
    this.querySelector('.door')?.append(line);
  }

  #talked = Promise.resolve();
  #more = false;
  #patience = shortest;
  #later: ReturnType<typeof setTimeout> | undefined;

  // One talk after the other: what comes back has all that was sent.
  async #talk(): Promise<void> {
    // Something has happened: after it a broken network is tried again soon, however often it was tried in vain.
    this.#patience = shortest;
    if (this.#more) return;
    this.#more = true;
    this.#talked = this.#talked
      .then(() => {
        this.#more = false;
        return isOver(this.#name) ? undefined : this.#once();
      })
      // Whatever goes wrong, what is kept here is brought later.
      .catch(() => {
        this.#say('offline');
        this.#tryLater();
      });
    await this.#talked;
  }

  async #once(): Promise<void> {
    const sent = this.#waiting().slice(0, 200);
    const body = new URLSearchParams(sent.map((press) => ['press', press]));
    const aborting = new AbortController();
    const { signal } = aborting;
    const patience = setTimeout(() => aborting.abort(), 15_000);
    const asked =
      sent.length > 0
        ? fetch(`${this.#page}/ticks`, { method: 'POST', body, signal })
        : fetch(this.#page, { signal });
    const answer = await asked.catch(() => undefined);
    const text = await answer
      ?.clone()
      .text()
      .catch(() => undefined);
    clearTimeout(patience);
    if (!answer || text === undefined || answer.status >= 500) {
      this.#say('offline');
      return this.#tryLater();
    }
    const isOurs = new URL(answer.url).pathname === this.#page;
    if (answer.ok && isOurs) return this.#take(sent, answer, text);
    this.#say(answer.ok ? 'signed_out' : 'not_taken');
    if (answer.ok || answer.status === 404) await this.#letGo((name) => isOf(this.#page, name));
  }

  // A browser that says it is on-line may be wrong, and so may one that says nothing.
  #tryLater(): void {
    clearTimeout(this.#later);
    const next = Math.min(2 * this.#patience, 30_000);
    this.#later = setTimeout(() => {
      void this.#talk();
      this.#patience = next;
    }, this.#patience);
  }

  async #take(sent: string[], answer: Response, text: string): Promise<void> {
    this.#keep(this.#waiting().filter((press) => !sent.includes(press)));
    if (this.#waiting().length > 0) void this.#talk();
    this.#say(null);
    const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-live]');
    this.#show(fresh?.innerHTML);
    // Without one the list works as far as there is a network.
    if (keeps) await this.#copy(answer, text).catch(() => undefined);
  }

  /** Keeps the page and what it is made of on this phone, and the worker that shows it. */
  async #copy(answer: Response, text: string): Promise<void> {
    await navigator.serviceWorker.register(`${this.#page}/worker.js`, { scope: this.#page });
    const copy = await caches.open(this.#name);
    const headers = new Headers(answer.headers);
    for (const name of ['content-encoding', 'content-length']) headers.delete(name);
    await copy.put(this.#page, new Response(text, { headers }));
    const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    for (const asset of new Set([...loaded, ...(text.match(/\/assets\/[\w.-]+/g) ?? [])]))
      if (asset.startsWith('/assets/') && !(await copy.match(asset, { ignoreVary: true })))
        await copy.add(asset);
    await this.#letGo((name) => isOf(this.#page, name) && name !== this.#name);
  }

  #say(what: string | null): void {
    for (const note of this.querySelectorAll<HTMLElement>('[data-when]'))
      note.hidden = note.dataset['when'] !== what;
  }

  async #end(): Promise<void> {
    for (const name of Object.keys(localStorage)) if (isOver(name)) localStorage.removeItem(name);
    await this.#letGo();
    // What is under way may still write something down.
    await this.#talked;
    await this.#letGo();
    location.replace(this.#page.replace(/\/arrivals$/, ''));
  }
}

customElements.define('door-list', DoorList);
