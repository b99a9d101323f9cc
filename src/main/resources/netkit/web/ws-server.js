// The page of ws-server: the chat over one WebSocket, and that connection's frames as the server reports them over another; or the
// chat over HTTP, and its requests and responses.
import {html} from './elements.js';
import {byId, onSubmit, RowList, setState, showLine} from './page.js';
import {Exchange} from './exchange.js';
import {explainFrame, excerpt, lengthOf, nameOf} from './frame.js';
import {EventChat, PollChat} from './http-chat.js';
import {InflaterPair} from './inflate.js';

// The server reports the frames of a connection only to a client that knows this key.
const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
const url = path => location.origin.replace(/^http/, 'ws') + path + '?watch=' + key;

// ---- The chat: each text message, in either direction, is one line.

let chat = null; // the WebSocket
let http = null; // the chat over HTTP; null when it is over WebSocket
let feed = null;
let name = '';
let room = '';
let again = false; // whether to connect again, once the chat is closed

function connect() {
  if (http?.isOpen || chat !== null) {
    return;
  }
  if (http !== null) {
    setState('connecting…', '', true);
    http.open();
    return;
  }
  if (feed !== null) { // it stays open when the chat is closed, so that it reports how that was closed
    if (feed.readyState === WebSocket.OPEN) {
      openChat();
    }
    return;
  }
  setState('connecting…', '', false);
  feed = new WebSocket(url('/frames'));
  feed.onmessage = message => onReport(JSON.parse(message.data));
  feed.onclose = () => {
    feed = null;
    if (chat === null && http === null) {
      setState('server not reachable', 'closed', false);
    }
  };
}

function openChat() {
  // every browser offers compression, which would hide the text of a message from the frames' bytes
  const socket = chat = new WebSocket(url('/chat') + (byId('compress').checked ? '' : '&deflate=off'));
  setState('connecting…', '', true);
  chat.onopen = page.opened;
  chat.onmessage = message => page.received(message.data);
  chat.onclose = event => {
    if (chat !== socket) { // the chat has moved to HTTP
      return;
    }
    chat = null;
    if (again) {
      again = false;
      openChat();
      return;
    }
    page.closed('closed with ' + event.code + (event.reason ? ': ' + event.reason : ''));
  };
}

const page = {
  opened: () => setState('open', 'open', true),
  closed: why => setState(why, 'closed', false),
  lost: (why, retry) => setState(`${why}; asks again in ${retry / 1000} s`, 'closed', true),
  received(line) {
    showLine(line);
    follow(line);
  },
  exchanged: showExchange,
};

/** Takes the member's name and room from the server's notices. */
function follow(line) {
  const named = /^\* you are (\S+) (?:now|in (\S+); \/help .*)$/.exec(line);
  const moved = /^\* you are in (\S+); .*$/.exec(line) ?? /^\* you left .*text goes to (\S+) now$/.exec(line);
  if (named) {
    name = named[1];
    byId('name').value = name;
  }
  if (named?.[2] || moved) {
    room = named?.[2] ?? moved[1];
    byId('room').value = room;
  }
}

function send(line) {
  if (http?.isOpen && http.send(line)) {
    return true;
  }
  if (chat !== null && chat.readyState === WebSocket.OPEN) {
    chat.send(line);
    return true;
  }
  showLine('! not connected');
  return false;
}

onSubmit('nick', 'name', wanted => send('/nick ' + wanted.trim()));
onSubmit('join', 'room', wanted => send('/join ' + wanted.trim()));
onSubmit('say', 'text', text => {
  if (send(text)) {
    if (!text.startsWith('/') || text.startsWith('//')) {
      showLine(`[${room}] ${name}: ` + text.replace(/^\/\//, '/'), 'own'); // the server sends it to the others only
    }
    byId('text').value = '';
  }
});
byId('connect').onclick = () => {
  if (http?.isOpen) {
    http.close();
    page.closed('closed; to connect again brings what you miss');
  } else if (chat !== null) {
    chat.close(1000, 'disconnected by the user');
  } else {
    connect();
  }
};

function httpChat() {
  const Chat = {events: EventChat, poll: PollChat}[byId('transport').value];
  return Chat === undefined ? null : new Chat(page);
}

// A WebSocket closes with its page. A member over HTTP would stay until the server has waited in vain for its next request.
addEventListener('pagehide', () => http?.abandon());
addEventListener('pageshow', event => {
  if (event.persisted && http !== null) { // the browser has kept the page, and shows it again
    http = httpChat();
    connect();
  }
});

byId('transport').onchange = async event => {
  const left = http?.leave();
  http = httpChat();
  chat?.close(1000, 'another transport');
  chat = null;
  again = false;
  byId('compress').disabled = http !== null;
  byId('list-title').textContent = http === null ? 'Frames' : 'Requests and responses';
  rows.remark(event.target.selectedOptions[0].text);
  await left; // so that the name is free again
  connect();
};

byId('compress').onchange = () => { // negotiated in the opening handshake, so it needs another connection
  if (chat !== null) {
    again = true;
    chat.close(1000, 'connecting again');
  }
};

// ---- The frames.

const EXPLANATIONS = {frame: explainFrame, handshake: explainHandshake, violation: explainViolation, closed: explainClose};
const rows = new RowList('frames', item => item instanceof Exchange ? [item.element] : EXPLANATIONS[item.kind](item));
let inflaters = null; // null without permessage-deflate
let inOrder = Promise.resolve();

function onReport(report) {
  if (report.kind === 'ready') {
    openChat();
  } else {
    inOrder = inOrder.then(() => show(report)); // a compressed message may refer to those before it
  }
}

async function show(report) {
  const add = (direction, ...cells) => rows.add(report, report.at, direction, cells);
  switch (report.kind) {
    case 'frame':
      report.bytes = Uint8Array.from(report.payloadHex.match(/../g) ?? [], byte => parseInt(byte, 16));
      report.compressed = report.rsv1 && inflaters !== null;
      if (report.compressed) {
        report.inflated = await inflaters.inflate(report);
      }
      add(report.direction === 'received' ? 'up' : 'down',
        nameOf(report) + (report.fin ? '' : '…') + (report.rsv1 ? ' RSV1' : ''), lengthOf(report), excerpt(report));
      break;
    case 'handshake': {
      const extensions = /^sec-websocket-extensions: *(.*)$/im.exec(report.response)?.[1];
      inflaters = extensions === undefined ? null : new InflaterPair(extensions);
      add('⇅', 'handshake', '', 'HTTP request and response before the first frame');
      break;
    }
    case 'violation':
      add('⚠', 'illegal', '', report.reason);
      break;
    case 'closed':
      add('✕', 'closed', '', 'code ' + report.closeCode + (report.reason ? ', ' + report.reason : ''));
      break;
  }
}

function explainHandshake(report) {
  return [html('h3', {}, 'Opening handshake'),
    html('p', {class: 'soft'}, 'A WebSocket connection begins with HTTP (RFC 6455 §4). The browser requests the upgrade:'),
    html('pre', {class: 'up-ink'}, report.request.trim()),
    html('p', {class: 'soft'}, 'The server accepts. Sec-WebSocket-Accept is the SHA-1 of the key and a fixed GUID, in base64: '
      + 'it proves that the server understands WebSocket.'),
    html('pre', {class: 'down-ink'}, report.response.trim())];
}

function explainViolation(report) {
  return [html('h3', {}, 'Protocol violation in the previous frame'),
    html('p', {}, report.reason + '.'),
    html('p', {class: 'soft'}, 'The server stops reading and fails the connection with close code '
      + `${report.closeCode} (RFC 6455 §7.1.7).`)];
}

function explainClose(report) {
  return [html('h3', {}, 'End of the connection'),
    html('p', {}, 'Closed with code ' + report.closeCode + (report.reason ? ': ' + report.reason : '') + '.'),
    html('p', {class: 'soft'}, 'In the closing handshake each peer sends a close frame; then the server closes the TCP '
      + 'connection (RFC 6455 §7). Two codes are never sent: 1006 means that no close frame was received, 1005 that it had '
      + 'no code.')];
}

// ---- The requests and responses of the chat over HTTP.

const exchanges = new WeakMap(); // the row of each

function showExchange(exchange) {
  const {method, path, state, status, last, length} = exchange;
  const says = {waiting: 'waiting for the response', open: `${status}, not ended: ${last}`, ended: `${status}${last && ': ' + last}`, failed: last};
  const row = [exchange.at, state === 'waiting' ? 'up' : 'down', [`${method} ${path}`, length, says[state]]];
  if (exchanges.has(exchange)) {
    rows.update(exchanges.get(exchange), exchange, ...row);
  } else {
    exchanges.set(exchange, rows.add(exchange, ...row));
  }
}

connect();
