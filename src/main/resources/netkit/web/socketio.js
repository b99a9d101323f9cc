// A Socket.IO client for browsers, made to be read: Engine.IO (protocol 4) below, Socket.IO (protocol 5) above it.
// It does what the chat's page needs, and tells the page of every packet. What it leaves out: to send bytes, to connect
// again by itself, and to keep what is emitted while there is no connection. The socket.io-client of npm does all that.
'use strict';

/** The types of an Engine.IO packet: its first character. What follows is its data. */
const ENGINE = {OPEN: '0', CLOSE: '1', PING: '2', PONG: '3', MESSAGE: '4', UPGRADE: '5', NOOP: '6'};

/** The types of a Socket.IO packet, which travels as the data of an Engine.IO message. */
const SOCKET = {CONNECT: '0', DISCONNECT: '1', EVENT: '2', ACK: '3', CONNECT_ERROR: '4', BINARY_EVENT: '5', BINARY_ACK: '6'};

/** Stands between the packets in the body of one HTTP request or response. */
const SEPARATOR = '\x1e';

/**
 * Engine.IO: a session in which either side can send messages, over HTTP or over a WebSocket.
 *
 * Over HTTP ("long-polling") the client always has a GET waiting: the server answers it when it has something to say, and
 * the client asks again. What the client has to say it sends with POST. Once a WebSocket turns out to work, the session
 * moves there.
 */
class EngineSocket {
  /**
   * transports: ['polling', 'websocket'] to begin with the first and upgrade to the second; or one of them.
   * on: {message(data), transport(name), close(reason), packet(direction, carrier, packet)}: data is a string or bytes.
   */
  constructor(path, transports, on) {
    this.path = path;
    this.transports = transports;
    this.on = on;
    this.waiting = []; // packets that could not leave yet
    this.sid = null;
    this.socket = null; // the WebSocket, when the session is there
    this.posting = false;
    this.polling = false;
    this.pausing = false; // on the way from polling to the WebSocket
    this.closed = false;
    if (transports[0] === 'polling') {
      this.poll();
    } else {
      this.openWebSocket();
    }
  }

  send(message) {
    this.sendPacket(ENGINE.MESSAGE + message);
  }

  close() {
    if (!this.closed) {
      this.sendPacket(ENGINE.CLOSE);
      this.ended('closed by us');
    }
  }

  url(transport) {
    return `${this.path}?EIO=4&transport=${transport}${this.sid === null ? '' : '&sid=' + this.sid}`;
  }

  // ---- Over HTTP.

  async poll() {
    this.polling = true;
    try {
      while (!this.closed && this.socket === null && !this.pausing) {
        const response = await fetch(this.url('polling'), {cache: 'no-store'});
        const body = await response.text();
        if (!response.ok) {
          throw new Error(`GET was answered with ${response.status} ${body}`);
        }
        for (const packet of body.split(SEPARATOR)) {
          this.received('GET', packet[0] === 'b' ? bytesOf(packet.slice(1)) : packet);
        }
      }
    } catch (error) {
      this.ended(error.message);
    }
    this.polling = false;
    this.paused();
  }

  async post() {
    this.posting = true;
    try {
      while (this.waiting.length > 0 && !this.pausing && this.socket === null) {
        const packets = this.waiting.splice(0);
        packets.forEach(packet => this.on.packet('out', 'POST', packet));
        const response = await fetch(this.url('polling'),
          {method: 'POST', body: packets.join(SEPARATOR), keepalive: packets.includes(ENGINE.CLOSE)});
        if (!response.ok) {
          throw new Error(`POST was answered with ${response.status} ${await response.text()}`);
        }
      }
    } catch (error) {
      this.ended(error.message);
    }
    this.posting = false;
    this.paused();
  }

  // ---- Over a WebSocket.

  /** When there is no session yet, this opens one; otherwise it tries whether the session can move here. */
  openWebSocket() {
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + this.url('websocket'));
    socket.binaryType = 'arraybuffer';
    const probing = this.sid !== null;
    if (probing) {
      socket.onopen = () => this.sendOver(socket, ENGINE.PING + 'probe');
    } else {
      this.socket = socket;
    }
    socket.onmessage = event => {
      const packet = typeof event.data === 'string' ? event.data : new Uint8Array(event.data);
      if (this.socket !== socket && packet === ENGINE.PONG + 'probe') {
        this.on.packet('in', 'WebSocket', packet);
        this.probed = socket;
        this.pausing = true; // the server ends the GET that waits, with a noop
        this.paused();
      } else {
        this.received('WebSocket', packet);
      }
    };
    socket.onclose = event => {
      if (this.socket === socket) {
        this.ended(`WebSocket closed with ${event.code}`);
      } else if (this.probed === socket) { // the session stays where it is
        this.probed = null;
        this.pausing = false;
        this.poll();
        this.flush();
      }
    };
  }

  /** The session moves when nothing is on its way over HTTP any more: so nothing is lost or overtakes. */
  paused() {
    if (this.pausing && !this.polling && !this.posting && !this.closed) {
      this.pausing = false;
      this.socket = this.probed;
      this.sendOver(this.socket, ENGINE.UPGRADE);
      this.on.transport('websocket');
      this.flush();
    }
  }

  sendOver(socket, packet) {
    this.on.packet('out', 'WebSocket', packet);
    socket.send(packet);
  }

  // ---- Over either.

  sendPacket(packet) {
    this.waiting.push(packet);
    this.flush();
  }

  flush() {
    if (this.socket !== null) {
      if (this.socket.readyState === WebSocket.OPEN) {
        this.waiting.splice(0).forEach(packet => this.sendOver(this.socket, packet));
      }
    } else if (!this.posting && !this.pausing && this.sid !== null) {
      this.post();
    }
  }

  received(carrier, packet) {
    if (this.closed) {
      return;
    }
    this.on.packet('in', carrier, packet);
    if (typeof packet !== 'string') {
      this.on.message(packet);
      return;
    }
    switch (packet[0]) {
      case ENGINE.OPEN:
        this.opened(JSON.parse(packet.slice(1)));
        break;
      case ENGINE.PING: // the server asks whether we are there
        this.sendPacket(ENGINE.PONG);
        this.alive();
        break;
      case ENGINE.MESSAGE:
        this.on.message(packet.slice(1));
        break;
      case ENGINE.CLOSE:
        this.ended('closed by the server');
        break;
      default: // a noop
    }
  }

  opened({sid, upgrades, pingInterval, pingTimeout}) {
    this.sid = sid;
    this.patience = pingInterval + pingTimeout;
    this.alive();
    this.on.transport(this.socket === null ? 'polling' : 'websocket');
    if (this.socket === null && this.transports.includes('websocket') && upgrades.includes('websocket')) {
      this.openWebSocket();
    }
    this.flush();
  }

  /** A server that has not asked for so long is gone. */
  alive() {
    clearTimeout(this.heartbeat);
    this.heartbeat = setTimeout(() => this.ended('ping timeout'), this.patience);
  }

  ended(reason) {
    if (!this.closed) {
      this.closed = true;
      clearTimeout(this.heartbeat);
      this.socket?.close();
      this.probed?.close();
      this.on.close(reason);
    }
  }
}

const bytesOf = base64 => Uint8Array.from(atob(base64), character => character.charCodeAt(0));

/**
 * What the text of a Socket.IO packet says: a type, perhaps the number of attachments and `-`, perhaps a namespace and
 * `,`, perhaps the id that an answer has to carry, and JSON. `2/chat,7["hi",1]` is an event for /chat that wants answer 7.
 */
function parsePacket(text) {
  const [, type, attachments = '0', namespace = '/', id, json] =
    /^(\d)(?:(\d+)-)?(?:(\/[^,]*),)?(\d+)?(.*)$/s.exec(text);
  return {type, attachments: Number(attachments), namespace, id: id === undefined ? null : Number(id),
    data: json === '' ? undefined : JSON.parse(json)};
}

/** Puts the attachments where the placeholders are: {"_placeholder": true, "num": 0}. */
function withAttachments(data, attachments) {
  if (Array.isArray(data)) {
    return data.map(element => withAttachments(element, attachments));
  }
  if (data !== null && typeof data === 'object') {
    return data._placeholder === true ? attachments[data.num]
      : Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withAttachments(value, attachments)]));
  }
  return data;
}

/**
 * Socket.IO: events with arguments, and answers to them, in the main namespace.
 *
 *     const socket = new SocketIo(['polling', 'websocket'], {connect, disconnect, transport, packet});
 *     socket.on('chat message', (text, from) => …);
 *     socket.emit('chat message', 'hello');
 *     const answer = await socket.ask('join', 'java');
 */
class SocketIo {
  constructor(transports, on, path = '/socket.io/') {
    this.handlers = {};
    this.asked = new Map(); // who waits for which answer
    this.nextId = 0;
    this.id = null;
    this.incomplete = null; // a packet whose attachments have not all come
    this.listener = on;
    this.engine = new EngineSocket(path, transports, {
      message: data => this.received(data),
      transport: name => {
        if (this.id === null && !this.entering) {
          this.entering = true;
          this.engine.send(SOCKET.CONNECT); // into the main namespace
        }
        on.transport(name);
      },
      close: reason => {
        this.id = null;
        this.asked.forEach(({reject}) => reject(new Error('disconnected')));
        on.disconnect(reason);
      },
      packet: on.packet,
    });
  }

  on(event, handler) {
    this.handlers[event] = handler;
  }

  emit(event, ...args) {
    this.engine.send(SOCKET.EVENT + JSON.stringify([event, ...args]));
  }

  /** Emits an event and asks for an answer. */
  ask(event, ...args) {
    const id = this.nextId++;
    this.engine.send(SOCKET.EVENT + id + JSON.stringify([event, ...args]));
    return new Promise((resolve, reject) => this.asked.set(id, {resolve, reject}));
  }

  disconnect() {
    if (this.id !== null) {
      this.engine.send(SOCKET.DISCONNECT);
    }
    this.engine.close();
  }

  received(data) {
    if (typeof data !== 'string') {
      this.incomplete.bytes.push(data);
    } else {
      this.incomplete = {packet: parsePacket(data), bytes: []};
    }
    const {packet, bytes} = this.incomplete;
    if (packet.namespace === '/' && bytes.length === packet.attachments) {
      this.handle({...packet, data: withAttachments(packet.data, bytes)});
    }
  }

  handle({type, id, data}) {
    switch (type) {
      case SOCKET.CONNECT:
        this.id = data.sid;
        this.listener.connect(this.id);
        break;
      case SOCKET.EVENT:
      case SOCKET.BINARY_EVENT:
        this.handlers[data[0]]?.(...data.slice(1));
        if (id !== null) { // the server wants an answer; this client has only one
          this.engine.send(SOCKET.ACK + id + '[]');
        }
        break;
      case SOCKET.ACK:
      case SOCKET.BINARY_ACK:
        this.asked.get(id)?.resolve(data[0]);
        this.asked.delete(id);
        break;
      case SOCKET.CONNECT_ERROR:
        this.engine.ended('refused: ' + data.message);
        break;
      case SOCKET.DISCONNECT:
        this.engine.close();
        break;
    }
  }
}
