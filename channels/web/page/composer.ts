/** Owns the line in which the customer writes: Enter sends but not in the middle of pinyin, the field grows with the text. */
import { byId } from '../../page/dom.ts';

interface Handlers {
  send(text: string): void;
  photo(file: Blob): void;
}

export class Composer {
  readonly #field = byId<HTMLTextAreaElement>('field');
  readonly #send = byId<HTMLButtonElement>('send');
  readonly #plus = byId<HTMLButtonElement>('plus');
  readonly #panel = byId('panel');
  readonly #handlers: Handlers;
  #ready = false;

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('keydown', (event) => {
      // keyCode 229: Safari ends a composition before it reports the Enter that ended it.
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key !== 'Enter' || event.shiftKey || composing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('input', () => this.#fit());
    this.#field.addEventListener('paste', (event) => this.#takePicture(event.clipboardData, event));
    this.#field.addEventListener('focus', () => this.showPanel(false));
    this.#plus.addEventListener('click', () => this.showPanel(this.#panel.hidden));
    for (const id of ['album', 'camera']) this.#watchFile(byId<HTMLInputElement>(id));
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#takePicture(event.dataTransfer, event);
    });
  }

  /** Whether messages can be taken; before the conversation is open they cannot. */
  set ready(ready: boolean) {
    this.#ready = ready;
    this.#fit();
  }

  focus(): void {
    this.#field.focus();
  }

  /** What is written and not yet sent, shown again. */
  showPanel(open: boolean): void {
    this.#panel.hidden = !open;
    this.#plus.setAttribute('aria-expanded', String(open));
  }

  #submit(): void {
    const text = this.#field.value.trim();
    if (!text || !this.#ready) return;
    this.#field.value = '';
    this.#fit();
    this.#handlers.send(text);
  }

  #fit(): void {
    this.#send.disabled = !this.#ready || !this.#field.value.trim();
    this.#field.style.height = 'auto';
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, 132)}px`;
  }

  #takePicture(data: DataTransfer | null, event: Event): void {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!file || !this.#ready) return;
    event.preventDefault();
    this.#handlers.photo(file);
  }

  #watchFile(input: HTMLInputElement): void {
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      input.value = '';
      this.showPanel(false);
      if (file && this.#ready) this.#handlers.photo(file);
    });
  }
}
