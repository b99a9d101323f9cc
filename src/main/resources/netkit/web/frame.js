// One WebSocket frame: its fields in a bit diagram, as in RFC 6455 §5.2, and in a table.
// A frame is the server's report, with up to 256 bytes of payload in 'bytes' and, if compressed, the result in 'inflated'.
import {html} from './elements.js';
import {hex, timeOfDay} from './page.js';

const OPCODES = {0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong'};
const OPCODE_WORDS = {0: 'A further fragment of the current message.', 1: 'A text message: UTF-8.',
  2: 'A binary message.', 8: 'Close: the sender sends no more frames.', 9: 'Ping: the receiver must reply with a pong.',
  10: 'Pong: the reply to a ping.'};
const LENGTH_WORDS = {0: 'Up to 125 fits in the 7 bits of the second byte.',
  16: 'The 7 bits say 126: the length is in the next 16 bits.', 64: 'The 7 bits say 127: the length is in the next 64 bits.'};
const MAX_DRAWN = 24; // bytes of payload in the diagram

export const nameOf = frame => OPCODES[frame.opcode] ?? 'opcode ' + frame.opcode;

export const lengthOf = frame => frame.payloadLength < 0 ? '2^63 or more' : frame.payloadLength;

const extendedBits = frame => ({126: 16, 127: 64}[frame.shortLength] ?? 0);

const keyBytes = frame => frame.maskingKey.match(/../g).map(byte => parseInt(byte, 16));

/** The payload in short: its text if it is one. */
export function excerpt(frame) {
  if (frame.opcode === 8) {
    return closeStatus(frame);
  }
  const bytes = frame.inflated ?? frame.bytes;
  return (frame.rsv1 && !frame.inflated ? null : utf8(bytes, frame)) ?? hex(bytes.slice(0, MAX_DRAWN));
}

/** Bytes as text; null if they are not UTF-8. */
function utf8(bytes, frame) {
  try {
    // The first 256 bytes of a longer payload may end within a character.
    const complete = frame.inflated || frame.bytes.length === frame.payloadLength;
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes, {stream: !complete});
  } catch {
    return null;
  }
}

function closeStatus({bytes}) {
  return bytes.length < 2 ? 'no code'
    : `code ${bytes[0] << 8 | bytes[1]} ${new TextDecoder().decode(bytes.slice(2))}`;
}

export function explainFrame(frame) {
  const direction = frame.direction === 'received' ? 'up' : 'down';
  const headerLength = 2 + extendedBits(frame) / 8 + (frame.masked ? 4 : 0);
  const size = frame.payloadLength < 0 ? 'of impossible length' : headerLength + frame.payloadLength + ' bytes';
  return [html('h3', {class: direction + '-ink'}, `A ${OPCODES[frame.opcode] ?? 'reserved'} frame `
      + `${direction === 'up' ? 'to' : 'from'} the server, ${size}`),
    diagram(frame, direction), table(frame)];
}

/** The fields in the order of their bits: name, width in bits, value; an array is one value for each byte. */
function fields(frame) {
  const extended = extendedBits(frame);
  const list = [['FIN', 1, Number(frame.fin)], ['RSV1', 1, Number(frame.rsv1)], ['RSV2', 1, Number(frame.rsv2)],
    ['RSV3', 1, Number(frame.rsv3)], ['opcode', 4, '0x' + frame.opcode.toString(16)],
    ['MASK', 1, Number(frame.masked)], ['payload len', 7, frame.shortLength]];
  if (extended > 0) {
    list.push(['extended payload length', extended, lengthOf(frame)]);
  }
  const key = keyBytes(frame);
  if (frame.masked) {
    list.push(['masking key', 32, key]);
  }
  frame.bytes.slice(0, MAX_DRAWN).forEach((byte, i) => {
    const character = byte < 32 || byte > 126 || frame.rsv1 ? '' : ' ' + (byte === 32 ? '␣' : String.fromCharCode(byte));
    list.push([frame.masked ? hex([byte]) + character : 'byte ' + i, 8,
      frame.masked ? hex([byte ^ key[i % 4]]) : hex([byte]) + character]);
  });
  return list;
}

function diagram(frame, direction) {
  const bits = html('div', {class: 'bits ' + direction, 'aria-hidden': 'true'}); // the table has the same content
  for (let i = 0; i < 32; i++) {
    bits.append(html('span', {class: 'number'}, String(i)));
  }
  let at = 0;
  for (const [name, width, value] of fields(frame)) {
    let left = width;
    while (left > 0) { // a field may continue in the next row of 32 bits
      const here = Math.min(left, 32 - at % 32);
      const first = left === width;
      const shown = Array.isArray(value) ? hex(value.slice((width - left) / 8, (width - left + here) / 8))
        : first ? String(value) : '…';
      const cell = html('div', {class: 'cell' + (width === 1 ? ' one' : '') + (value !== 0 ? ' set' : '')},
        html('span', {class: 'name'}, first ? name : name + ', continued'), html('span', {class: 'value'}, shown));
      cell.style.gridColumn = 'span ' + here;
      bits.append(cell);
      at += here;
      left -= here;
    }
  }
  const notes = [];
  if (frame.masked && frame.payloadLength > 0) {
    notes.push('Payload bytes: above, unmasked; below, as sent.');
  }
  if (frame.payloadLength > MAX_DRAWN) {
    notes.push((frame.payloadLength - MAX_DRAWN) + ' more bytes of payload are not drawn.');
  }
  return html('div', {class: 'scroll'}, bits, html('p', {class: 'soft'}, notes.join(' ')));
}

function table(frame) {
  const rows = [
    ['FIN', Number(frame.fin), frame.fin ? 'The last fragment of its message.' : 'More fragments of this message follow.'],
    ['RSV1', Number(frame.rsv1), !frame.rsv1 ? 'Not compressed.'
      : frame.compressed ? 'The message is compressed: permessage-deflate (RFC 7692).'
      : 'Reserved: no negotiated extension defines it.'],
    ['RSV2, RSV3', Number(frame.rsv2) + ', ' + Number(frame.rsv3), 'Reserved: no negotiated extension defines them.'],
    ['opcode', '0x' + frame.opcode.toString(16), OPCODE_WORDS[frame.opcode] ?? 'Reserved.'],
    ['MASK', Number(frame.masked), frame.direction === 'received' ? 'A client must mask every frame (§5.1).'
      : 'A server must not mask (§5.1).'],
    ['payload length', lengthOf(frame), LENGTH_WORDS[extendedBits(frame)]]];
  if (frame.masked) {
    rows.push(['masking key', hex(keyBytes(frame)), 'Payload byte i is sent as byte i XOR key byte i mod 4 (§5.3).']);
  }
  const more = frame.bytes.length < frame.payloadLength
    ? `The first ${frame.bytes.length} of ${frame.payloadLength} bytes.` : '';
  const text = frame.opcode === 8 ? closeStatus(frame) : frame.rsv1 ? null : utf8(frame.bytes, frame);
  if (text !== null && frame.payloadLength > 0) {
    rows.push([frame.opcode === 8 ? 'close status' : 'payload as text', text, more]);
  }
  if (frame.payloadLength > 0) {
    rows.push(['payload in hex', hex(frame.bytes), more || (frame.masked ? 'Unmasked.' : '')]);
  }
  if (frame.rsv1) {
    rows.push(['inflated', frame.inflated ? utf8(frame.inflated, frame) ?? hex(frame.inflated) : '?',
      frame.inflated ? `${frame.inflated.length} bytes, compressed to ${frame.payloadLength}.`
        : 'Not available: this or an earlier message is fragmented or has more than 256 bytes of payload, or the browser '
          + 'has no DecompressionStream.']);
  }
  rows.push(['time', timeOfDay(frame.at), 'When the server received or sent it.']);
  return html('table', {}, html('tbody', {}, ...rows.map(([name, value, meaning]) =>
    html('tr', {}, html('th', {scope: 'row'}, name), html('td', {}, String(value)), html('td', {}, meaning)))));
}
