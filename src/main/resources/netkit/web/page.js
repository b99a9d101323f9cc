// Shared by the pages of ws-server and sio-server: the chat's log and forms, the list of frames or packets.
import {html} from './elements.js';

const MAX_LINES = 500;
const MAX_ROWS = 500;
const DIRECTIONS = {up: ['▲', 'to the server '], down: ['▼', 'from the server ']};

export const byId = id => document.getElementById(id);

/** Bytes in hex, with a space between two of them. */
export const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ');

/** A time in milliseconds since 1970 as the local time of day, such as 12:34:56.789. */
export function timeOfDay(millis) {
  const when = new Date(millis);
  return when.toTimeString().slice(0, 8) + '.' + String(when.getMilliseconds()).padStart(3, '0');
}

function appendBounded(list, element, max) {
  list.append(element);
  while (list.childElementCount > max) {
    list.firstElementChild.remove();
  }
}

/** Keeps a list at its end when its size changes, if it is there: in a narrower one its lines take more space. */
function stayAtEnd(list) {
  const size = () => `${list.clientWidth} ${list.clientHeight}`;
  let observed = '';
  let atEnd = true;
  list.addEventListener('scroll', () => {
    if (size() === observed) { // else the browser has moved it
      atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    }
  });
  new ResizeObserver(() => {
    observed = size();
    if (atEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }).observe(list);
}

stayAtEnd(byId('lines'));

/** Shows the state of the connection; kind is 'open', 'closed' or ''. */
export function setState(text, kind, connected) {
  byId('state').textContent = text;
  byId('state').className = kind;
  byId('connect').textContent = connected ? 'Disconnect' : 'Connect';
}

/** Adds a line to the chat's log; by default its first character decides whether it is a notice or an error. */
export function showLine(line, kind = {'*': 'notice', '!': 'error'}[line[0]] ?? '') {
  const lines = byId('lines');
  appendBounded(lines, html('div', {class: kind}, line), MAX_LINES);
  lines.scrollTop = lines.scrollHeight;
}

/** Calls act with the text of a form's input, unless it is blank. */
export function onSubmit(form, input, act) {
  byId(form).onsubmit = event => {
    event.preventDefault();
    const text = byId(input).value;
    if (text.trim() !== '') {
      act(text);
    }
  };
}

/** A bounded list of frames or packets, the oldest first. The selected one is explained below it. */
export class RowList {
  /** explain: returns the elements that explain an item. */
  constructor(id, explain) {
    this.list = byId(id);
    this.explain = explain;
    this.selected = null;
    stayAtEnd(this.list);
    byId('clear').onclick = () => this.clear();
  }

  /**
   * Adds an item, and returns its row. direction is 'up' or 'down', or else the arrow's place holds this character; cells are
   * texts, of which the first says what the item is.
   */
  add(item, millis, direction, cells) {
    const row = html('button', {type: 'button', 'aria-pressed': 'false'});
    row.onclick = () => {
      byId('follow').checked = false;
      this.select(row, item);
    };
    this.append(row);
    this.update(row, item, millis, direction, cells);
    return row;
  }

  /** Changes the row of an item. */
  update(row, item, millis, direction, [what, ...cells]) {
    const [arrow, words] = DIRECTIONS[direction] ?? [direction, ''];
    row.className = direction in DIRECTIONS ? direction : 'note';
    row.replaceChildren(html('span', {}, timeOfDay(millis)), html('span', {'aria-hidden': 'true'}, arrow),
      html('span', {}, html('span', {class: 'hidden'}, words), what),
      ...cells.map(cell => html('span', {}, String(cell))));
    if (byId('follow').checked && row !== this.selected) {
      this.select(row, item);
    }
  }

  /** Adds a remark that cannot be selected. */
  remark(text) {
    this.append(html('div', {class: 'upgraded'}, text));
  }

  append(row) {
    appendBounded(this.list, row, MAX_ROWS);
    if (byId('follow').checked) {
      this.list.scrollTop = this.list.scrollHeight;
    }
  }

  select(row, item) {
    this.selected?.setAttribute('aria-pressed', 'false');
    this.selected = row;
    row.setAttribute('aria-pressed', 'true');
    byId('detail').replaceChildren(...this.explain(item));
  }

  clear() {
    this.list.replaceChildren();
    byId('detail').replaceChildren();
    this.selected = null;
  }
}
