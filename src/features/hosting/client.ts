/** Keeps a part of the page true: when the server says that it changed, it is fetched again and put in place. */
class LivePart extends HTMLElement {
  #source: EventSource | undefined;

  connectedCallback(): void {
    this.#source = new EventSource(`${this.dataset['page']}/live`);
    this.#source.addEventListener('changed', () => void this.#renew());
    // After a broken connection something may have been missed.
    let broken = false;
    this.#source.addEventListener('error', () => (broken = true));
    this.#source.addEventListener('open', () => {
      if (broken) void this.#renew();
      broken = false;
    });
    // What somebody has opened or is about to press stays as it is until they are done.
    for (const done of ['toggle', 'focusout'])
      this.addEventListener(done, () => setTimeout(() => this.#place()), true);
  }

  disconnectedCallback(): void {
    this.#source?.close();
  }

  #fresh: string | undefined;

  async #renew(): Promise<void> {
    const answer = await fetch(this.dataset['page'] ?? '', { redirect: 'manual' }).catch(() => undefined);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    this.#fresh = page.querySelector(this.localName)?.innerHTML;
    this.#place();
  }

  #place(): void {
    if (
      this.#fresh === undefined ||
      this.contains(document.activeElement) ||
      this.querySelector('details[open]')
    )
      return;
    this.innerHTML = this.#fresh;
    this.#fresh = undefined;
  }
}

customElements.define('live-part', LivePart);
