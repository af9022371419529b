/** The little of XMLHttpRequest that botframework-directlinejs needs to run in Node, over fetch; for tests. */
export class FetchXhr {
  readyState = 0;
  status = 0;
  response: unknown = null;
  responseText = '';
  responseType = '';
  timeout = 0;
  onreadystatechange: (event: unknown) => void = () => {};
  ontimeout: (event: unknown) => void = () => {};
  #method = 'GET';
  #url = '';
  readonly #headers = new Headers();
  #answered = new Headers();
  readonly #abort = new AbortController();

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getResponseHeader(name: string): string | null {
    return this.#answered.get(name);
  }

  abort(): void {
    this.#abort.abort();
  }

  send(body?: string | FormData): void {
    const request = {
      method: this.#method,
      headers: this.#headers,
      signal: this.#abort.signal,
      ...(body && { body }),
    };
    void fetch(this.#url, request)
      .then(async (response) => {
        this.#answered = response.headers;
        this.response =
          this.responseType === 'arraybuffer' ? await response.arrayBuffer() : await response.json();
        this.status = response.status;
      })
      .catch(() => {
        this.status = 0;
      })
      .finally(() => {
        this.readyState = 4;
        this.onreadystatechange({ target: this });
      });
  }
}
