/** Keeps a draft while it is typed: the whole form, a second after the last key. Without it the buttons do the same. */
class KeepDraft extends HTMLElement {
  #timer: number | undefined;

  connectedCallback(): void {
    const form = this.closest('form');
    form?.addEventListener('input', () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#keep(form), 1000);
    });
    form?.addEventListener('submit', () => window.clearTimeout(this.#timer));
  }

  async #keep(form: HTMLFormElement): Promise<void> {
    const { kept, notKept } = this.dataset;
    // The form's fields hold no files: each is a text.
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { accept: 'text/plain' },
      redirect: 'manual',
    }).catch(() => undefined);
    const said = this.querySelector('p');
    if (said) said.textContent = (answer?.status === 204 ? kept : notKept) ?? '';
  }
}

customElements.define('keep-draft', KeepDraft);
