// The page of netkit dissect: the list of packets, one packet under glass, and the connection that it belongs to.
import {drawSequence} from './charts.js';
import {html} from './elements.js';
import {drawLadder} from './ladder.js';
import {counted} from './words.js';

const PER_ROW = 16;
const MAX_DRAWN = 200; // packets in a ladder

const {packets} = JSON.parse(document.getElementById('data').textContent);
const place = document.getElementById('packets');
const decode = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));
const protocolClass = packet => packet.layers.findLast(({protocol}) => protocol !== 'data')?.tcpIpLayer ?? 'link';
const hexOf = byte => byte.toString(16).padStart(2, '0');
const scroll = (style, name, ...content) => html('div', {class: `scroll ${style}`, tabindex: '0', role: 'group', 'aria-label': name}, ...content);
const transportOf = packet => packet.layers.find(({protocol}) => protocol === 'tcp' || protocol === 'udp');
const isOf = (packet, stream, protocol) => packet.stream === stream && transportOf(packet)?.protocol === protocol;

function valueOf(layer, name, fields = layer.fields) {
  for (const field of fields) {
    const found = field.name === name ? field.value : valueOf(layer, name, field.parts ?? []);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The end that sent a packet: address and port. */
function senderOf(packet) {
  const layer = transportOf(packet);
  return `${packet.from}:${layer ? valueOf(layer, `${layer.protocol}.srcport`) : ''}`;
}

const wasSentAgain = packet => ['retransmission', 'fast_retransmission', 'spurious_retransmission']
  .some(mark => valueOf(transportOf(packet), `tcp.analysis.${mark}`) !== undefined);

function list(show) {
  const rows = packets.map(packet => {
    const number = html('button', {type: 'button', 'aria-label': `Show packet ${packet.number}`}, String(packet.number));
    const row = html('tr', {class: protocolClass(packet)}, html('td', {}, number), html('td', {}, (packet.at / 1000).toFixed(6)),
      html('td', {}, packet.from), html('td', {}, packet.to), html('td', {class: 'protocol'}, nameOf(packet)), html('td', {}, packet.info.slice(0, 160)));
    row.addEventListener('click', () => choose(packet, row));
    return row;
  });
  function choose(packet, row) {
    rows.forEach(other => other.classList.toggle('chosen', other === row));
    show(packet);
  }
  const head = html('tr', {}, ...['No', 'Time', 'From', 'To', 'Protocol', 'Info'].map(name => html('th', {}, name)));
  const table = html('div', {class: 'list', tabindex: '0', role: 'group', 'aria-label': 'The packets'},
    html('table', {}, html('thead', {}, head), html('tbody', {}, ...rows)));
  return {table, chooseFirst: () => {
    const first = Math.max(0, packets.findIndex(packet => protocolClass(packet) === 'application'));
    choose(packets[first], rows[first]);
  }};
}

function nameOf(packet) {
  return packet.layers.findLast(({protocol}) => protocol !== 'data')?.name ?? packet.layers.at(-1).name;
}

/** A bar of the packet: each header, the payload and the padding, as long as its share of the bytes. */
function share(packet) {
  const parts = packet.models.filter(({length, number}) => length > 0 && number < 5).reverse()
    .map(({protocols, length, model}) => [model, protocols, length]);
  if (packet.payloadBytes > 0) {
    parts.push(['application', 'payload', packet.payloadBytes]);
  }
  const rest = packet.captured - packet.headerBytes - packet.payloadBytes;
  if (rest > 0) {
    parts.push(['rest', 'padding', rest]);
  }
  return html('div', {class: 'share', 'aria-hidden': 'true'}, ...parts.map(([style, name, length]) =>
    html('span', {class: style, style: `flex-grow: ${length}`, title: `${name}: ${counted(length, 'byte')}`}, `${name} ${length}`)));
}

/** The bytes of one source in hex, coloured by the layer whose header they belong to. */
function grid(bytes, layers, cells) {
  const styles = new Array(bytes.length).fill('rest');
  for (const layer of layers) {
    styles.fill(layer.tcpIpLayer, layer.from, layer.to);
  }
  const rows = [];
  for (let at = 0; at < bytes.length; at += PER_ROW) {
    const row = html('div', {class: 'row'}, html('span', {class: 'offset'}, at.toString(16).padStart(4, '0')));
    for (let i = at; i < Math.min(bytes.length, at + PER_ROW); i++) {
      cells[i] = html('b', {class: styles[i], 'data-at': i}, hexOf(bytes[i]));
      row.append(cells[i]);
    }
    rows.push(row);
  }
  return rows;
}

/** One packet: bytes and fields, each of which lights up the other under the pointer. */
function glass(packet) {
  const sources = [null, ...packet.others.keys()].map(other => {
    const cells = [];
    const layers = packet.layers.filter(layer => (layer.other ?? null) === other);
    const rows = grid(decode(other === null ? packet.bytes : packet.others[other]), layers, cells);
    return {other, cells, rows, layers, fields: []};
  });
  const lit = [];
  const clear = () => lit.splice(0).forEach(element => element.classList.remove('lit'));
  const light = (source, field) => {
    clear();
    lit.push(field.element, ...source.cells.slice(field.from, field.to));
    lit.forEach(element => element.classList.add('lit'));
  };
  const item = (source, field, layer) => {
    const isComputed = field.from >= field.to;
    const element = html('div', {class: 'field', tabindex: '0'}, html('span', {class: isComputed ? 'computed' : 'read'},
      `${field.label}${field.shown ? `: ${field.shown.slice(0, 400)}` : ''}`));
    const known = {element, from: field.from, to: field.to};
    source.fields.push(known);
    element.addEventListener('pointerenter', () => light(source, known));
    element.addEventListener('focus', () => light(source, known));
    return html('li', {class: layer.tcpIpLayer}, element, field.parts?.length ? html('ul', {}, ...field.parts.map(part => item(source, part, layer))) : null);
  };
  const layers = packet.layers.map(layer => {
    const source = sources.find(({other}) => other === (layer.other ?? null));
    const place = layer.protocol === 'data' ? 'bytes of the application' : `OSI ${layer.osiLayer} ${layer.osiName} · TCP/IP ${layer.tcpIpLayer}`;
    return html('section', {class: `layer ${layer.tcpIpLayer}`}, html('h3', {}, `${layer.name}`),
      html('p', {class: 'soft'}, `${place} · header ${layer.headerTo - layer.from}, payload ${layer.to - layer.headerTo}`
        + (layer.other === undefined ? '' : ` · from packet${layer.packets.length > 1 ? 's' : ''} ${layer.packets.slice(0, 20).join(', ')}`)),
      ...layer.notices.map(notice => html('p', {class: 'notice'}, notice)),
      html('ul', {}, ...layer.fields.map(field => item(source, field, layer))));
  });
  const bytes = html('div', {class: 'bytes', tabindex: '0', role: 'group', 'aria-label': 'The bytes of the packet'},
    ...sources.flatMap(source => [html('h4', {}, source.other === null ? 'Bytes of the packet' : 'Bytes put together or decoded'), ...source.rows]));
  for (const source of sources) {
    source.cells.forEach((cell, at) => cell.addEventListener('pointerenter', () => {
      const narrow = source.fields.filter(({from, to}) => from <= at && at < to).sort((one, other) => (one.to - one.from) - (other.to - other.from))[0];
      clear();
      if (narrow) {
        light(source, narrow);
      }
    }));
  }
  const both = html('div', {class: 'glass'}, bytes, html('div', {}, ...layers));
  both.addEventListener('pointerleave', clear);
  return both;
}

function models(packet) {
  const head = html('tr', {}, ...['OSI', 'TCP/IP', 'here', 'bytes', 'what it does in this packet'].map(name => html('th', {}, name)));
  return scroll('', 'The two models', html('table', {class: 'models'}, html('thead', {}, head), html('tbody', {}, ...packet.models.map(layer =>
    html('tr', {class: layer.model}, html('td', {}, `${layer.number} ${layer.name}`), html('td', {}, layer.model), html('td', {}, layer.protocols || '–'),
      html('td', {class: 'number'}, layer.length === null ? '–' : String(layer.length)), html('td', {}, layer.explanation.slice(0, 400)))))));
}

function ladder(chosen, hosts) {
  const packets = chosen.slice(0, MAX_DRAWN);
  // such as that they are reconstructed: once is enough
  const common = packets.length < 2 ? [] : packets[0].comments.filter(comment => packets.every(packet => packet.comments.includes(comment)));
  const drawn = packets.map(packet => {
    const comments = packet.comments.filter(comment => !common.includes(comment));
    const transport = transportOf(packet);
    const isLost = packet.comments.some(comment => comment.startsWith('dropped by the wire'));
    const isAgain = wasSentAgain(packet);
    const isApplication = protocolClass(packet) === 'application';
    return {from: hosts.indexOf(senderOf(packet)), sent: packet.at, arrived: isLost ? [] : [packet.at],
      label: `${packet.number}: ${transport.summary.replace(/^(\[[^\]]*\] )?\d+ → \d+ /, '')}`,
      remark: [isApplication ? packet.info : '', isAgain ? 'retransmission' : '', ...comments].filter(Boolean).join('; '),
      bare: packet.payloadBytes === 0, again: isAgain, special: comments.length > 0};
  });
  return html('div', {}, ...common.map(comment => html('p', {class: 'soft'}, `Each packet: ${comment}.`)),
    scroll('wide', 'The ladder', drawLadder(hosts, drawn, 'The packets of the conversation')));
}

/** The bytes over time of the end that sent more. */
function sequence(chosen, hosts) {
  const segments = hosts.map(host => chosen.filter(packet => senderOf(packet) === host && packet.payloadBytes > 0).map(packet => {
    const tcp = transportOf(packet);
    const from = valueOf(tcp, 'tcp.seq') ?? valueOf(tcp, 'tcp.seq_raw');
    return {at: packet.at, from, to: from + packet.payloadBytes, again: wasSentAgain(packet)};
  }));
  const [one, two = 0] = segments.map(sent => sent.reduce((sum, {from, to}) => sum + to - from, 0));
  const most = two > one ? 1 : 0;
  return segments[most].length === 0 ? []
    : [html('h3', {}, `The bytes from ${hosts[most]} over time`), scroll('stream', 'The bytes over time', drawSequence(segments[most], 'Time and sequence numbers'))];
}

/** What the programs said: the messages of the application, or else the payloads. */
function talk(chosen, hosts) {
  const lines = chosen.flatMap(packet => packet.layers.filter(({tcpIpLayer, protocol, from, to}) => tcpIpLayer === 'application'
    && (protocol !== 'data' || to > from)).map(layer => html('div', {class: senderOf(packet) === hosts[0] ? 'first' : 'second'},
    `${senderOf(packet) === hosts[0] ? '→' : '←'} ${layer.packets.join(', ')}  ${layer.name}: ${layer.summary.slice(0, 600)}`)));
  return lines.length === 0 ? [] : [html('h3', {}, 'What the programs said, and in which packets'),
    html('div', {class: 'talk', tabindex: '0', role: 'group', 'aria-label': 'What the programs said'}, ...lines)];
}

function conversation(packet) {
  const transport = transportOf(packet);
  if (packet.stream === null || !transport) {
    return [];
  }
  const chosen = packets.filter(other => isOf(other, packet.stream, transport.protocol));
  const hosts = [...new Set(chosen.flatMap(other => {
    const layer = transportOf(other);
    return [senderOf(other), `${other.to}:${valueOf(layer, `${layer.protocol}.dstport`)}`];
  }))].slice(0, 2);
  return [html('section', {}, html('h2', {}, `${transport.name} conversation ${packet.stream} `, html('span', {class: 'soft'},
    `${hosts.join(' and ')}, ${counted(chosen.length, 'packet')}`)), ...talk(chosen, hosts), html('h3', {}, 'The packets as arrows'),
  html('p', {class: 'soft'}, chosen.length > MAX_DRAWN ? `The first ${MAX_DRAWN} are drawn.` : 'Time runs down, a row for each packet.'), ladder(chosen, hosts),
  ...(transport.protocol === 'tcp' ? sequence(chosen, hosts) : []))];
}

const one = html('div', {});
function show(packet) {
  one.replaceChildren(html('section', {}, html('h2', {}, `Packet ${packet.number} `, html('span', {class: 'soft'}, counted(packet.length, 'byte'))),
    ...packet.comments.map(comment => html('p', {class: 'notice'}, comment)), share(packet), html('p', {}, `${packet.overhead}.`), glass(packet)),
  html('section', {}, html('h2', {}, 'The two models in this packet'), models(packet)), ...conversation(packet));
}

if (packets.length === 0) {
  place.append(html('p', {}, 'No packets.'));
} else {
  const {table, chooseFirst} = list(show);
  place.append(table, one);
  chooseFirst();
}
