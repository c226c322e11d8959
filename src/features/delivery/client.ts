/** The button that prints; without it the browser's own way to print does the same. */
class PrintPage extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.addEventListener('click', () => print());
  }
}

/** Copies a message, or gives it to the device's own way of sharing, where there is one. */
class ShareMessage extends HTMLElement {
  connectedCallback(): void {
    for (const button of this.querySelectorAll<HTMLButtonElement>('button[data-do]')) {
      button.hidden = !(button.dataset['do'] === 'share' ? 'share' in navigator : 'clipboard' in navigator);
      button.addEventListener('click', () => void this.#act(button.dataset['do']));
    }
  }

  async #act(what: string | undefined): Promise<void> {
    const text = this.querySelector('textarea')?.value ?? '';
    // Somebody who closes the device's list of ways has changed their mind: nothing is wrong.
    if (what === 'share') return navigator.share({ text }).catch(() => undefined);
    await navigator.clipboard.writeText(text);
    const said = this.querySelector<HTMLElement>('[role="status"]');
    if (said) said.textContent = said.dataset['said'] ?? '';
  }
}

customElements.define('print-page', PrintPage);
customElements.define('share-message', ShareMessage);
