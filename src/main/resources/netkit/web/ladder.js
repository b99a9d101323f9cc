// A ladder diagram: packets that follow each other as arrows between the lines of two hosts. Time runs down, but not to
// scale: each event has a row of its own, and long pauses are written in.
import {picture, svg} from './elements.js';
import {counted, time} from './words.js';

const WIDTH = 900;
const LINES = [355, 545];
const TEXTS = [{label: 345, time: 0, anchor: 'end', timeAnchor: 'start'},
  {label: 555, time: 900, anchor: 'start', timeAnchor: 'end'}];
const HEAD = 34;
const ROW = 15;
const ARRIVAL = 9;
const PAUSE_ROW = 20;
const PAUSE_MILLIS = 10;
/** How far a lost packet's arrow goes, as a share of the way, and down. */
const LOST_AT = 0.62;
const LOST_DOWN = 10;
const ROOM = {label: 45, remark: 60};

/**
 * A packet has `from` (0 or 1, the index of its host), `sent` and `arrived` (milliseconds, one for each copy that
 * arrived), a `label`, a `remark`, and may be `bare` (no payload), `again` (a retransmission) and `special` (a fault).
 */
export function drawLadder(hosts, packets, title) {
  const events = packets.flatMap(packet => [{at: packet.sent, packet, isSending: true},
    ...packet.arrived.map(at => ({at, packet, isSending: false}))]);
  events.sort((one, other) => one.at - other.at);
  const texts = svg('g', {class: 'texts'});
  const arrows = svg('g', {class: 'arrows'});
  const sentAt = new Map();
  let y = HEAD;
  let before = events[0].at;
  for (const event of events) {
    if (event.at - before > PAUSE_MILLIS) {
      y += PAUSE_ROW;
      texts.append(svg('text', {class: 'pause', x: (LINES[0] + LINES[1]) / 2, y: y - 6, 'text-anchor': 'middle'},
        `⋮ ${time(event.at - before)} later`));
    }
    before = event.at;
    if (event.isSending) {
      sentAt.set(event.packet, y);
      y = label(texts, event.packet, y);
      if (event.packet.arrived.length === 0) {
        arrows.append(...lost(event.packet, sentAt.get(event.packet)));
      }
    } else {
      arrows.append(arrow(event.packet, sentAt.get(event.packet), y));
      y += ARRIVAL;
    }
  }
  const chart = picture('ladder', WIDTH, y + 12, title, `${counted(packets.length, 'packet')} between ${hosts.join(' and ')}, from `
    + `${seconds(events[0].at)} to ${seconds(events.at(-1).at)}.`);
  hosts.forEach((host, i) => chart.append(svg('text', {class: 'host', x: LINES[i], y: 16, 'text-anchor': 'middle'}, host),
    svg('path', {class: 'axis', d: `M${LINES[i]} 24V${y + 6}`})));
  chart.append(texts, arrows);
  return chart;
}

function label(texts, packet, y) {
  const place = TEXTS[packet.from];
  texts.append(svg('text', {class: 'time', x: place.time, y: y + 4, 'text-anchor': place.timeAnchor}, seconds(packet.sent)),
    fitted(packet.label, ROOM.label, {x: place.label, y: y + 4, 'text-anchor': place.anchor}));
  if (!packet.remark) {
    return y + ROW;
  }
  texts.append(fitted(packet.remark, ROOM.remark, {class: packet.special ? 'remark special' : 'remark', x: place.label, y: y + ROW + 3,
    'text-anchor': place.anchor}));
  return y + 2 * ROW - 2;
}

function fitted(text, room, attributes) {
  return text.length <= room ? svg('text', attributes, text)
    : svg('text', attributes, `${text.slice(0, room - 1)}…`, svg('title', {}, text));
}

function kind(packet) {
  return packet.bare ? 'arrow bare' : packet.again ? 'arrow again' : 'arrow';
}

function arrow(packet, from, to) {
  const [start, end] = packet.from === 0 ? LINES : [...LINES].reverse();
  const slope = Math.atan2(to - from, end - start);
  const tip = [-0.35, 0.35].map(turn => `${(end - 8 * Math.cos(slope + turn)).toFixed(1)} ${(to - 8 * Math.sin(slope + turn)).toFixed(1)}`);
  return svg('g', {class: kind(packet)}, svg('path', {d: `M${start} ${from}L${end} ${to}`}),
    svg('path', {class: 'tip', d: `M${end} ${to}L${tip[0]}L${tip[1]}Z`}));
}

function lost(packet, from) {
  const [start, end] = packet.from === 0 ? LINES : [...LINES].reverse();
  const x = start + (end - start) * LOST_AT;
  const y = from + LOST_DOWN;
  return [svg('g', {class: kind(packet)}, svg('path', {d: `M${start} ${from}L${x} ${y}`})),
    svg('path', {class: 'cross', d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`})];
}

function seconds(millis) {
  return `${(millis / 1000).toFixed(4)} s`;
}
