import { judge, placesOf, sizeOf, type Judgement, type Standard } from './rules.ts';

/**
 * Hangs and takes down the flags as children are ticked, and says how the list stands: judged by the same rule as on the
 * server, where a child is its place on the string.
 */
class HangFlags extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('change', () => this.#show());
    this.addEventListener('click', (event) => this.#tickMany(event));
    // A page that comes back from the browser's memory has ticks of its own.
    this.#show();
  }

  #boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[data-place]')];
  }

  #numbers(name: string): number[] {
    return JSON.parse(this.dataset[name] ?? '[]');
  }

  #groups(): number[][] {
    return JSON.parse(this.dataset['groups'] ?? '[]');
  }

  #tickMany(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tick]') : null;
    const what = button?.dataset['tick'];
    if (what === undefined) return;
    event.preventDefault();
    const group = this.#groups()[Number(what)];
    for (const [place, box] of this.#boxes().entries())
      box.checked = what === 'all' || (group?.includes(place) ?? false);
    this.#show();
  }

  #show(): void {
    const boxes = this.#boxes();
    const elsewhere = new Set(this.#numbers('elsewhere').map(String));
    const able = boxes.map((_, place) => String(place));
    const here = able.filter((place) => boxes[Number(place)]?.checked);
    const asked = new Set([...here, ...elsewhere]);
    for (const place of able) {
      const flag = this.querySelector(`[data-flag="${place}"]`);
      flag?.classList.toggle('full', asked.has(place) && !elsewhere.has(place));
      flag?.classList.toggle('pale', elsewhere.has(place));
      flag?.classList.toggle('gap', !asked.has(place));
    }
    const groups = this.#groups().map((places, id) => ({ id: String(id), children: places.map(String) }));
    const rule: Standard['rule'] = JSON.parse(this.dataset['rule'] ?? '{}');
    this.#say(here.length === 0 ? { verdict: 'nobody' } : judge(asked, { able, rule, groups }), able.length);
    const places = this.querySelector<HTMLInputElement>('input[name="places"]');
    if (places) places.value = placesOf({ able: able.map((id) => ({ id, name: '' })), asked });
  }

  #say(judgement: Judgement, all: number): void {
    for (const sentence of this.querySelectorAll<HTMLElement>('[data-standing]')) {
      sentence.hidden = !isTrue(sentence.dataset, judgement);
      if (sentence.hidden || !('asked' in judgement)) continue;
      const words = { asked: judgement.asked, size: all - judgement.asked };
      for (const [name, number] of Object.entries(words))
        for (const word of sentence.querySelectorAll(`[data-word="${name}"]`))
          word.textContent = String(number);
    }
    const next = this.querySelector('[data-next]');
    next?.classList.toggle('filled', judgement.verdict !== 'gap');
    next?.classList.toggle('outlined', judgement.verdict === 'gap');
  }
}

function isTrue({ standing, group, size }: DOMStringMap, judgement: Judgement): boolean {
  if (standing !== judgement.verdict) return false;
  if (judgement.verdict === 'group') return group === judgement.group;
  return judgement.verdict !== 'gap' || size === sizeOf(judgement.left);
}

customElements.define('hang-flags', HangFlags);
