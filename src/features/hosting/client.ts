/** Keeps a part of the page true: when the server says that it changed, it is fetched again and put in place. */
class LivePart extends HTMLElement {
  #source: EventSource | undefined;

  connectedCallback(): void {
    this.#source = new EventSource(this.dataset['from'] ?? '');
    this.#source.addEventListener('changed', () => void this.#renew());
    // After a broken connection something may have been missed.
    let broken = false;
    this.#source.addEventListener('error', () => (broken = true));
    this.#source.addEventListener('open', () => {
      if (broken) void this.#renew();
      broken = false;
    });
  }

  disconnectedCallback(): void {
    this.#source?.close();
  }

  async #renew(): Promise<void> {
    const answer = await fetch(window.location.pathname).catch(() => undefined);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector(this.localName);
    // What somebody has opened or is pressing stays as it is until they are done.
    if (!fresh || this.contains(document.activeElement) || this.querySelector('details[open]'))
      return this.#later();
    this.innerHTML = fresh.innerHTML;
  }

  #later(): void {
    window.setTimeout(() => void this.#renew(), 1500);
  }
}

customElements.define('live-part', LivePart);
