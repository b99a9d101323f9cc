// HTTP as it happens: a request, and its response piece by piece as it arrives.
import {html} from './elements.js';

const MAX_PIECES = 200;

/** A request and its response; `element` shows both, and grows with the response. */
export class Exchange {
  /** changed: called with this when the exchange begins, and whenever its `state` or `length` has changed. */
  constructor(method, target, meaning, changed) {
    Object.assign(this, {method, target, changed, at: Date.now(), state: 'waiting', status: null, length: 0, last: ''});
    this.path = target.replace(/\?.*/, '');
    this.asked = html('pre', {class: 'up-ink'});
    this.pieces = html('div', {});
    this.element = html('div', {}, html('h3', {}, `${method} ${this.path}`), html('p', {class: 'soft'}, meaning), this.asked,
      html('div', {class: 'pieces', role: 'log', 'aria-label': 'The response as it arrives', tabindex: '0'}, this.pieces));
  }

  /** Sends the request; returns fetch's response when its head has arrived. */
  send(signal, fields = {}, body = null) {
    const head = [`${this.method} ${this.target} HTTP/1.1`, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)];
    this.asked.textContent = head.join('\n') + (body === null ? '' : '\n\n' + body);
    this.become('waiting');
    return this.observed(async () => {
      const response = await fetch(this.target, {method: this.method, cache: 'no-store', headers: fields, body, signal});
      this.status = response.status;
      this.add([`${response.status} ${response.statusText}`, ...Array.from(response.headers, ([name, value]) => `${name}: ${value}`)].join('\n'));
      this.become('open');
      return response;
    });
  }

  /** Reads the response's body to its end, and passes on each piece of text as it arrives. */
  read(response, onText) {
    return this.observed(async () => {
      const decoder = new TextDecoder();
      const reader = response.body?.getReader();
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader.read()) {
        const text = decoder.decode(piece.value, {stream: true});
        this.length += piece.value.length;
        this.last = text.trim().split('\n').at(-1);
        this.add(text);
        this.become('open');
        onText(text);
      }
      this.become('ended');
    });
  }

  async observed(action) {
    try {
      return await action();
    } catch (error) {
      this.last = error.name === 'AbortError' ? 'ended by this page' : error.message;
      this.add(this.last);
      this.become('failed');
      throw error;
    }
  }

  become(state) {
    this.state = state;
    this.changed(this);
  }

  add(text) {
    this.pieces.append(html('div', {}, html('span', {class: 'soft'}, `+${((Date.now() - this.at) / 1000).toFixed(3)} s`),
      html('pre', {class: 'down-ink'}, text)));
    if (this.pieces.childElementCount > MAX_PIECES) {
      this.pieces.firstElementChild.remove();
    }
  }
}
