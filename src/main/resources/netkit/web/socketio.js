// A Socket.IO client for browsers, written to be read: Engine.IO (protocol 4) below, Socket.IO (protocol 5) above.
// It does what the chat's page needs, and reports every packet. Not included: sending binary data, reconnection, and
// buffering of events while disconnected. The npm package socket.io-client has all three.

/** The type of an Engine.IO packet is its first character; the rest is its data. */
export const ENGINE = {OPEN: '0', CLOSE: '1', PING: '2', PONG: '3', MESSAGE: '4', UPGRADE: '5', NOOP: '6'};

/** The types of a Socket.IO packet, which is the data of an Engine.IO message. */
export const SOCKET = {CONNECT: '0', DISCONNECT: '1', EVENT: '2', ACK: '3', CONNECT_ERROR: '4', BINARY_EVENT: '5', BINARY_ACK: '6'};

/** Separates the packets in the body of one HTTP request or response. */
const SEPARATOR = '\x1e';

/**
 * Engine.IO: a session in which both peers can send messages at any time, over HTTP or a WebSocket.
 *
 * HTTP long-polling: the client always has one GET pending. The server responds when it has packets to send, and the client
 * sends the next GET. The client sends its own packets with POST. When a WebSocket works, the session is upgraded to it.
 */
export class EngineSocket {
  /**
   * transports: ['polling', 'websocket'] to begin with HTTP and upgrade to a WebSocket, or one of the two.
   * on: {message(data), transport(name), close(reason), packet(direction, carrier, packet)}: data is a string or bytes.
   */
  constructor(path, transports, on) {
    this.path = path;
    this.transports = transports;
    this.on = on;
    this.sendBuffer = []; // packets not sent yet
    this.sid = null;
    this.socket = null; // the WebSocket, once the session uses it
    this.posting = false;
    this.polling = false;
    this.pausing = false; // during the upgrade from polling to the WebSocket
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
      this.closeWith('closed by the client');
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
          throw new Error(`GET failed: ${response.status} ${body}`);
        }
        for (const packet of body.split(SEPARATOR)) {
          this.received('GET', packet[0] === 'b' ? bytesOf(packet.slice(1)) : packet);
        }
      }
    } catch (error) {
      this.closeWith(error.message);
    }
    this.polling = false;
    this.finishUpgrade();
  }

  async post() {
    this.posting = true;
    try {
      while (this.sendBuffer.length > 0 && !this.pausing && this.socket === null) {
        const packets = this.sendBuffer.splice(0);
        packets.forEach(packet => this.on.packet('out', 'POST', packet));
        const response = await fetch(this.url('polling'),
          {method: 'POST', body: packets.join(SEPARATOR), keepalive: packets.includes(ENGINE.CLOSE)});
        if (!response.ok) {
          throw new Error(`POST failed: ${response.status} ${await response.text()}`);
        }
      }
    } catch (error) {
      this.closeWith(error.message);
    }
    this.posting = false;
    this.finishUpgrade();
  }

  // ---- Over a WebSocket.

  /** Opens a session, or probes whether an existing one can be upgraded. */
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
        this.pausing = true; // the server ends the pending GET with a noop
        this.finishUpgrade();
      } else {
        this.received('WebSocket', packet);
      }
    };
    socket.onclose = event => {
      if (this.socket === socket) {
        this.closeWith(`WebSocket closed with ${event.code}`);
      } else if (this.probed === socket) { // the probe failed: the session stays on HTTP
        this.probed = null;
        this.pausing = false;
        this.poll();
        this.flush();
      }
    };
  }

  /** Upgrades when no HTTP request is pending, so that no packet is lost or reordered. */
  finishUpgrade() {
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

  // ---- Over both.

  sendPacket(packet) {
    this.sendBuffer.push(packet);
    this.flush();
  }

  flush() {
    if (this.socket !== null) {
      if (this.socket.readyState === WebSocket.OPEN) {
        this.sendBuffer.splice(0).forEach(packet => this.sendOver(this.socket, packet));
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
      case ENGINE.PING:
        this.sendPacket(ENGINE.PONG);
        this.restartHeartbeatTimer();
        break;
      case ENGINE.MESSAGE:
        this.on.message(packet.slice(1));
        break;
      case ENGINE.CLOSE:
        this.closeWith('closed by the server');
        break;
      default: // noop
    }
  }

  opened({sid, upgrades, pingInterval, pingTimeout}) {
    this.sid = sid;
    this.heartbeatTimeout = pingInterval + pingTimeout;
    this.restartHeartbeatTimer();
    this.on.transport(this.socket === null ? 'polling' : 'websocket');
    if (this.socket === null && this.transports.includes('websocket') && upgrades.includes('websocket')) {
      this.openWebSocket();
    }
    this.flush();
  }

  /** Without a ping for pingInterval + pingTimeout, the server is considered gone. */
  restartHeartbeatTimer() {
    clearTimeout(this.heartbeat);
    this.heartbeat = setTimeout(() => this.closeWith('ping timeout'), this.heartbeatTimeout);
  }

  closeWith(reason) {
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
 * Parses the text of a Socket.IO packet: a type; optionally the number of attachments and `-`, a namespace and `,`, an ack
 * id; and JSON. `2/chat,7["hi",1]` is an event in /chat that requests acknowledgement 7.
 */
export function parsePacket(text) {
  const [, type, attachments = '0', namespace = '/', id, json] =
    /^(\d)(?:(\d+)-)?(?:(\/[^,]*),)?(\d+)?(.*)$/s.exec(text);
  return {type, attachments: Number(attachments), namespace, id: id === undefined ? null : Number(id),
    data: json === '' ? undefined : JSON.parse(json)};
}

/** Replaces the placeholders with the attachments: {"_placeholder": true, "num": 0}. */
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
 * Socket.IO: events with arguments, and their acknowledgements, in the main namespace.
 *
 *     const socket = new SocketIo(['polling', 'websocket'], {connect, disconnect, transport, packet});
 *     socket.on('chat message', (text, from) => …);
 *     socket.emit('chat message', 'hello');
 *     const reply = await socket.emitWithAck('join', 'java');
 */
export class SocketIo {
  constructor(transports, on, path = '/socket.io/') {
    this.handlers = {};
    this.acks = new Map(); // pending acknowledgements by id
    this.nextId = 0;
    this.id = null;
    this.incomplete = null; // a packet whose attachments have not all arrived
    this.listener = on;
    this.engine = new EngineSocket(path, transports, {
      message: data => this.received(data),
      transport: name => {
        if (this.id === null && !this.connecting) {
          this.connecting = true;
          this.engine.send(SOCKET.CONNECT); // to the main namespace
        }
        on.transport(name);
      },
      close: reason => {
        this.id = null;
        this.acks.forEach(({reject}) => reject(new Error('disconnected')));
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

  /** Emits an event and returns a promise of its acknowledgement. */
  emitWithAck(event, ...args) {
    const id = this.nextId++;
    this.engine.send(SOCKET.EVENT + id + JSON.stringify([event, ...args]));
    return new Promise((resolve, reject) => this.acks.set(id, {resolve, reject}));
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
        if (id !== null) { // the server requests an acknowledgement; this client's is always empty
          this.engine.send(SOCKET.ACK + id + '[]');
        }
        break;
      case SOCKET.ACK:
      case SOCKET.BINARY_ACK:
        this.acks.get(id)?.resolve(data[0]);
        this.acks.delete(id);
        break;
      case SOCKET.CONNECT_ERROR:
        this.engine.closeWith('refused: ' + data.message);
        break;
      case SOCKET.DISCONNECT:
        this.engine.close();
        break;
    }
  }
}
