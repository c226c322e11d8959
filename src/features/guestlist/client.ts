/** Hangs and takes down the flags as children are ticked, and says how the list stands. The server says the same. */
class HangFlags extends HTMLElement {
  connectedCallback(): void {
    const ticking = this.querySelector<HTMLElement>('.ticking');
    if (ticking) ticking.hidden = false;
    this.addEventListener('change', () => this.#show());
    this.addEventListener('click', (event) => this.#tickAll(event));
    // A page that comes back from the browser's memory has ticks of its own.
    this.#show();
  }

  #boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[data-place]')];
  }

  #tickAll(event: Event): void {
    const what = event.target instanceof HTMLElement ? event.target.dataset['tick'] : undefined;
    if (what === undefined) return;
    for (const box of this.#boxes()) box.checked = what === 'all';
    this.#show();
  }

  #show(): void {
    const boxes = this.#boxes();
    for (const box of boxes) {
      const flag = this.querySelector(`[data-flag="${box.dataset['place']}"]`);
      flag?.classList.toggle('full', box.checked);
      flag?.classList.toggle('gap', !box.checked);
    }
    const asked = boxes.filter((box) => box.checked).length;
    const stands = asked === boxes.length ? 'everybody' : asked === 0 ? 'nobody' : 'some';
    for (const sentence of this.querySelectorAll<HTMLElement>('[data-standing]')) {
      sentence.hidden = sentence.dataset['standing'] !== stands;
      const count = sentence.querySelector('[data-word="asked"]');
      if (count) count.textContent = String(asked);
    }
  }
}

customElements.define('hang-flags', HangFlags);
