// The page of sio-server: the chat over Socket.IO, and the packets of its connection.
import {html} from './elements.js';
import {byId, hex, onSubmit, RowList, setState, showLine} from './page.js';
import {ENGINE, parsePacket, SOCKET, SocketIo} from './socketio.js';

// ---- The chat: events.

let socket = null;
let transport = '';
let me = {};
let myRooms = [];
let rooms = {};
let currentRoom = '';

function connect() {
  const connection = new SocketIo(byId('transports').value.split(','), {
    connect() {
      showConnected();
      socket.emitWithAck('rooms').then(showRooms, () => {});
    },
    disconnect(reason) {
      if (socket === connection) {
        keep();
        socket = null;
        myRooms = [];
        showRooms({});
        setState(reason, 'closed', false);
      }
    },
    transport(name) {
      if (transport !== '' && transport !== name) {
        packets.remark('upgraded: the packets that follow travel in a WebSocket');
      }
      transport = name;
      showConnected();
    },
    packet: show,
  });
  transport = '';
  socket = connection;
  socket.on('welcome', ({room, id, nick}) => {
    me = {id, nick};
    byId('name').value = nick;
    enter(room);
    showLine(`* you are ${nick} in ${room}; /help lists the commands`);
    restore();
  });
  socket.on('chat message', (text, {room, id, nick}) => showLine(`[${room}] ${nick}: ${text}`, id === me.id ? 'own' : ''));
  socket.on('join', ({room, nick}) => showLine(`* ${nick} joined ${room}`));
  socket.on('leave', ({room, nick}) => showLine(`* ${nick} left ${room}`));
  socket.on('nick', ({id, before, nick}) => id === me.id ? renamed({nick}) : showLine(`* ${before} is now ${nick}`));
  socket.on('rooms', showRooms);
  socket.on('notice', text => showLine('* ' + text));
  socket.on('refused', why => showLine('! ' + why));
  setState('connecting…', '', true);
}

// What a new connection takes over from the last one: a member's name and rooms end with the connection.
let chosenName = null;
let keptRooms = [];
let keptRoom = '';

function keep() {
  if (myRooms.length > 0) {
    keptRooms = [...myRooms];
    keptRoom = currentRoom;
  }
}

async function restore() {
  const missing = keptRooms.filter(room => !myRooms.includes(room));
  const extra = keptRooms.length > 0 ? myRooms.filter(room => !keptRooms.includes(room)) : [];
  if (myRooms.includes(keptRoom)) {
    enter(keptRoom);
  }
  keptRooms = [];
  if (chosenName !== null && chosenName !== me.nick) {
    await restoreName(chosenName);
  }
  for (const room of missing.toSorted((a, b) => (a === keptRoom) - (b === keptRoom))) { // the current one last
    await join(room);
  }
  for (const room of extra) {
    await leaveRoom(room);
  }
}

/** Tries a few times: the server may not have noticed yet that the last connection has ended. */
async function restoreName(wanted) {
  for (let tries = 0; tries < 5 && chosenName === wanted && socket !== null; tries++) {
    const reply = await socket.emitWithAck('nick', wanted).catch(() => ({error: 'disconnected'}));
    if (reply.error === undefined) {
      renamed(reply);
      return;
    }
    await new Promise(done => setTimeout(done, 200));
  }
}

async function rename(wanted) {
  const reply = await request('nick', wanted);
  if (reply !== null) {
    chosenName = reply.nick;
    renamed(reply);
  }
}

function renamed({nick}) {
  me.nick = nick;
  byId('name').value = nick;
  showLine(`* you are now ${nick}`);
}

function showConnected() {
  if (socket !== null && socket.id !== null) {
    setState('connected over ' + (transport === 'polling' ? 'HTTP' : 'a WebSocket'), 'open', true);
  }
}

/** Emits an event and waits for its acknowledgement; null, with a line in the log, if the server refuses it. */
async function request(event, ...args) {
  if (socket === null || socket.id === null) {
    showLine('! not connected');
    return null;
  }
  try {
    const reply = await socket.emitWithAck(event, ...args);
    if (reply.error !== undefined) {
      showLine('! ' + reply.error);
      return null;
    }
    return reply;
  } catch {
    return null; // disconnected, which the state shows
  }
}

function enter(room) {
  if (!myRooms.includes(room)) {
    myRooms.push(room);
  }
  currentRoom = room;
  showRooms(rooms);
}

function showRooms(all) {
  rooms = all;
  byId('rooms').replaceChildren(...Object.entries(all).map(([room, count]) => {
    const mine = myRooms.includes(room);
    const button = html('button', {type: 'button', 'aria-pressed': String(mine && room === currentRoom),
      title: mine ? 'joined; click to write there' : 'click to join'}, `${mine ? '✓ ' : ''}${room} (${count})`);
    button.onclick = () => join(room);
    return button;
  }));
  if (myRooms.length > 0) {
    const leave = html('button', {type: 'button'}, 'Leave ' + currentRoom);
    leave.onclick = () => leaveRoom(currentRoom);
    byId('rooms').append(leave);
  }
  byId('say-where').textContent = myRooms.length > 0 ? 'Message to ' + currentRoom : 'Message (join a room first)';
}

async function join(room) {
  const reply = await request('join', room);
  if (reply !== null) {
    enter(reply.room);
    showLine('* you are in ' + reply.room);
  }
}

async function leaveRoom(room) {
  if (await request('leave', room) !== null) {
    myRooms = myRooms.filter(mine => mine !== room);
    currentRoom = myRooms.at(-1) ?? '';
    showRooms(rooms);
    showLine('* you left ' + room);
  }
}

const COMMANDS = {
  nick: ['/nick NAME', 'takes a name', name => rename(name)],
  join: ['/join ROOM', 'joins a room and talks there', room => join(room)],
  leave: ['/leave [ROOM]', 'leaves a room, or the current one', room => leaveRoom(room || currentRoom)],
  rooms: ['/rooms', 'lists the rooms', () => showLine('* ' + (Object.entries(rooms)
    .map(([room, count]) => `${room} (${count})`).join(', ') || 'no rooms'))],
  help: ['/help', 'lists the commands', () => Object.values(COMMANDS)
    .forEach(([usage, what]) => showLine(`* ${usage}: ${what}`))]};

/** A line that begins with a slash is a command, as in the other chats of netkit; with two, it is a message. */
function command(line) {
  const [, name, argument] = /^\/(\S*)\s*(.*)$/.exec(line);
  if (!Object.hasOwn(COMMANDS, name)) {
    showLine(`! there is no command /${name}; /help lists them`);
  } else if (argument === '' && / [A-Z]/.test(COMMANDS[name][0])) {
    showLine('! write ' + COMMANDS[name][0]);
  } else {
    COMMANDS[name][2](argument);
  }
}

onSubmit('nick', 'name', wanted => rename(wanted.trim()));
onSubmit('join', 'room', room => join(room.trim()));
onSubmit('say', 'text', async text => {
  if (/^\/(?!\/)/.test(text)) {
    byId('text').value = '';
    command(text.trim());
  } else if (await request('chat message', text.trim().replace(/^\/\//, '/'), currentRoom) !== null) {
    byId('text').value = '';
  }
});
byId('connect').onclick = () => {
  if (socket === null) {
    connect();
  } else {
    socket.disconnect();
  }
};
byId('transports').onchange = () => {
  keep();
  socket?.disconnect();
  myRooms = [];
  connect();
};

// ---- The packets.

const CARRIERS = {GET: 'response to a GET', POST: 'body of a POST', WebSocket: 'WebSocket message'};
const ENGINE_WORDS = {open: 'Opens the session: its id, and the intervals of the heartbeat.',
  close: 'Closes the session.', ping: 'Heartbeat: the client must reply with a pong.', pong: 'The reply to a ping.',
  upgrade: 'Moves the session to this WebSocket.', message: 'Carries data of the layer above: here a Socket.IO packet.',
  noop: 'Carries nothing: ends the pending GET, so that the session can move.'};
const SOCKET_WORDS = {CONNECT: 'Connects to a namespace; the reply has the socket id.', DISCONNECT: 'Leaves a namespace.',
  EVENT: 'An event: its name and arguments.', ACK: 'The acknowledgement of the event with this id.',
  CONNECT_ERROR: 'The server refused the connection to this namespace.',
  BINARY_EVENT: 'An event with binary attachments, which follow as messages of their own.',
  BINARY_ACK: 'An acknowledgement with binary attachments, which follow as messages of their own.'};

const packets = new RowList('packets', explain);
const nameIn = (types, type) => Object.keys(types).find(name => types[name] === type) ?? 'unknown';

function show(direction, carrier, packet) {
  const parsed = parse(packet);
  packets.add({direction, carrier, packet}, Date.now(), direction === 'out' ? 'up' : 'down',
    [carrier, parsed.engine, parsed.socket, parsed.text]);
}

/** The names of a packet's layers, and their content. */
function parse(packet) {
  if (typeof packet !== 'string') {
    return {engine: 'message', socket: 'attachment', text: `${packet.length} bytes`, bytes: packet};
  }
  const engine = nameIn(ENGINE, packet[0]).toLowerCase();
  if (packet[0] !== ENGINE.MESSAGE) {
    return {engine, socket: '', text: packet, data: packet.slice(1)};
  }
  const message = parsePacket(packet.slice(1));
  return {engine, socket: nameIn(SOCKET, message.type), text: packet, message};
}

function explain({direction, carrier, packet}) {
  const parsed = parse(packet);
  return [html('h3', {class: direction === 'out' ? 'up-ink' : 'down-ink'},
      `${direction === 'out' ? 'To' : 'From'} the server: ${CARRIERS[carrier]}`),
    wire(packet, parsed), layers(carrier, parsed)];
}

/** The packet as sent, cut at the boundaries of its layers and fields. */
function wire(packet, parsed) {
  const parts = [];
  const part = (kind, text, what) => text !== '' && parts.push(
    html('div', {class: kind}, text, html('span', {class: 'what'}, what)));
  if (parsed.bytes) {
    part('event', hex(parsed.bytes.slice(0, 64)), 'bytes: an attachment of the previous packet');
  } else {
    part('engine', packet[0], parsed.engine);
    if (!parsed.message) {
      part('engine', parsed.data, 'data');
    } else {
      const [, type, attachments = '', namespace = '', id = '', json] =
        /^(\d)(\d+-)?(\/[^,]*,)?(\d+)?(.*)$/s.exec(packet.slice(1));
      part('socket', type, parsed.socket);
      part('socket', attachments, 'attachments');
      part('socket', namespace, 'namespace');
      part('socket', id, 'ack id');
      part('event', json, 'JSON');
    }
  }
  return html('div', {class: 'wire', 'aria-hidden': 'true'}, ...parts); // the layers have the same content
}

function layers(carrier, parsed) {
  const layer = (kind, name, text, ...inner) =>
    html('div', {class: 'layer ' + kind}, html('b', {}, name), html('p', {}, text), ...inner);
  const inside = [];
  if (parsed.message) {
    const {namespace, id, data} = parsed.message;
    const event = parsed.socket.includes('EVENT') ? [layer('event', 'event', data[0]),
      ...data.slice(1).map((value, i) => layer('event', 'argument ' + (i + 1), JSON.stringify(value)))] : [];
    const where = `Namespace ${namespace}` + (id === null ? '' : parsed.socket.includes('ACK') ? `, acknowledges ${id}`
      : `, requests acknowledgement ${id}`) + '.';
    inside.push(layer('socket', 'Socket.IO ' + parsed.socket, `${SOCKET_WORDS[parsed.socket] ?? ''} ${where}`, ...event));
  }
  return layer('', carrier === 'WebSocket' ? 'WebSocket' : 'HTTP', {
    GET: 'The server responds to a GET when it has packets to send; then the client sends the next GET.',
    POST: 'The client sends its packets in the body of a POST.',
    WebSocket: parsed.bytes ? 'One binary message.' : 'One text message.'}[carrier],
    layer('engine', 'Engine.IO ' + parsed.engine, ENGINE_WORDS[parsed.engine] ?? '', ...inside));
}

connect();
