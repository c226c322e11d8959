import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

/** A button that asks the browser for a passkey, to make one or to use one, and posts what it says. */
class PasskeyPress extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form');
    if (!form || !('PublicKeyCredential' in window)) return;
    form.hidden = false;
    this.querySelector('[data-without]')?.remove();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask(form);
    });
  }

  async #ask(form: HTMLFormElement): Promise<void> {
    const said = this.querySelector<HTMLElement>('[data-failed]');
    const button = form.querySelector('button');
    if (!said || !button || button.disabled) return;
    button.disabled = true;
    said.textContent = '';
    try {
      const asking = this.dataset['for'] === 'making' ? 'making' : 'using';
      const body = new URLSearchParams({ asking });
      const asked = await fetch('/passkeys/challenges', { method: 'POST', body });
      if (!asked.ok) throw new Error(String(asked.status));
      const optionsJSON = await asked.json();
      const answer =
        asking === 'making'
          ? await startRegistration({ optionsJSON })
          : await startAuthentication({ optionsJSON });
      const field = form.querySelector<HTMLInputElement>('[name=answer]');
      if (field) field.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Called off, or no passkey here: it can be pressed again.
      said.textContent = said.dataset['failed'] ?? '';
      button.disabled = false;
    }
  }
}

customElements.define('passkey-press', PasskeyPress);
