/**
 * Keys for whoever reads many cards: j and k or the arrows go from card to card, x marks one, a shows all but the marked,
 * u takes the last press back. Without them the same ticks and buttons stand there.
 */
class ReadCards extends HTMLElement {
  connectedCallback(): void {
    for (const line of this.querySelectorAll<HTMLElement>('[data-keys]')) line.hidden = false;
    document.addEventListener('keydown', this.#press);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#press);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = this.#acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  readonly #acts: Record<string, () => void> = {
    j: () => this.#go(1),
    ArrowDown: () => this.#go(1),
    k: () => this.#go(-1),
    ArrowUp: () => this.#go(-1),
    x: () => (this.#marks()[this.#place()] ?? this.#marks()[0])?.click(),
    a: () => this.querySelector<HTMLButtonElement>('[data-decide]')?.click(),
    u: () => document.querySelector<HTMLButtonElement>('[data-undo] button')?.click(),
  };

  #marks(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[name="mark"]')];
  }

  #place(): number {
    const heap = document.activeElement?.closest('.heap');
    return this.#marks().findIndex((mark) => mark.closest('.heap') === heap);
  }

  #go(step: 1 | -1): void {
    const marks = this.#marks();
    const next = marks[Math.min(Math.max(this.#place() + step, 0), marks.length - 1)];
    next?.focus({ preventScroll: true });
    next?.closest('.heap')?.scrollIntoView({ block: 'center' });
  }
}

customElements.define('read-cards', ReadCards);
