// The report of a comparison: draws the charts of each scenario, and those of a cell when it is opened.
import {drawDistribution, drawLatency, drawStream} from './charts.js';
import {drawAsking} from './asking.js';
import {drawLadder} from './ladder.js';
import {drawMarks, markAt} from './marks.js';
import {decode, OUTCOMES, RING, story} from './messages.js';
import {html, svg} from './elements.js';
import {grouped} from './words.js';

const data = JSON.parse(document.getElementById('data').textContent);
const tooltip = html('div', {id: 'tooltip', hidden: '', 'aria-hidden': 'true'});
document.body.append(tooltip);

function figure(title, how, ...content) {
  return html('figure', {}, html('figcaption', {}, html('h4', {}, title), html('p', {}, how)), ...content);
}

function key(style, shape, words) {
  return html('span', {}, svg('svg', {class: 'key', viewBox: '-6 -6 12 12', 'aria-hidden': 'true'},
    svg('path', {class: style, d: shape})), words);
}

function legend(...keys) {
  return html('p', {class: 'legend'}, ...keys);
}

function outcomes() {
  return legend(...Object.values(OUTCOMES).map(({style, words, shape}) => key(`mark ${style}`, shape, words)),
    key('mark duplicated', RING, 'ring: delivered more than once'));
}

function scroll(style, chart) {
  return html('div', {class: `scroll ${style}`, tabindex: '0', role: 'group', 'aria-label': chart.querySelector('title').textContent}, chart);
}

/** Shows what `find` says of the point under the pointer. */
function onPointer(chart, find) {
  chart.addEventListener('pointermove', event => {
    tooltip.textContent = find(new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse()));
    tooltip.hidden = !tooltip.textContent;
    tooltip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - tooltip.offsetWidth - 8))}px`;
    tooltip.style.top = `${event.clientY + 26 + tooltip.offsetHeight > innerHeight ? event.clientY - tooltip.offsetHeight - 12 : event.clientY + 18}px`;
  });
  chart.addEventListener('pointerleave', () => tooltip.hidden = true);
}

for (const scenario of data.scenarios.filter(({curves}) => curves.length > 0)) {
  document.querySelector(`#${scenario.id} .distribution`).append(
    scroll('curves', drawDistribution(scenario.curves, `${scenario.name}: share of the messages delivered within a time`)),
    legend(...scenario.curves.map((curve, i) => key(`curve c${i % 6} s${Math.floor(i / 6)}`, 'M-6 0H6', curve.transport))));
}

function latency(cell, messages) {
  const {chart, x, isLogarithmic} = drawLatency(cell, messages, cell.end, `${cell.name}: latency over time`);
  if (messages.offered) {
    const bisect = d3.bisector(number => messages.offered[number]).center;
    const offered = [...messages.offered.keys()].filter(number => messages.offered[number] !== null);
    onPointer(chart, point => {
      const at = x.invert(point.x);
      return point.x < x.range()[0] - 4 || offered.length === 0 ? '' : story(messages, offered[bisect(offered, at)]);
    });
  }
  return figure('Latency of each message', 'Each mark is a message: the further right, the later it was offered; the higher, the longer its latency.'
    + (isLogarithmic ? ' The scale of the times is logarithmic.' : '')
    + (cell.isStream ? ' Marks that fall in a line to the right waited together behind a missing one (head-of-line blocking).' : '')
    + ' Lost messages stand in the row above; faults are shaded.'
    + (messages.offered ? '' : ' There are too many messages for a mark each: a line goes from the quickest to the slowest of those offered '
      + 'at the same time.'), scroll('latency', chart));
}

function stream(cell) {
  return figure('The stream on the wire', 'Each stroke is a TCP segment from alice: the further right, the later it was sent; the higher, the later in the '
    + `stream. A flat stretch is a stalled stream; strokes below the front are retransmissions.${cell.stream.omitted}`,
  scroll('stream', drawStream(cell, `${cell.name}: time and sequence numbers`)),
  legend(key('sent', 'M0-5V5', 'sent for the first time'), key('arrived', 'M0 0h.01', 'arrived at bob’s host'),
    key('again-mark', 'M0 0m0-3.2l3.2 5.6h-6.4z', 'retransmitted'), key('lost', 'M0 0m-3.4-3.4l6.8 6.8m0-6.8l-6.8 6.8', 'lost on the wire')));
}

function asking(cell, messages) {
  const {chart, find} = drawAsking(cell, messages.offered, `${cell.name}: requests and responses over time`);
  onPointer(chart, find);
  return figure('Asking and pushing', 'Time runs to the right. Each bar begins when a request leaves bob; it is thin while bob waits, and thick from the first '
    + 'byte of the response until its last. A line leads each message from where it was offered to where it arrived: steep if it was '
    + `pushed at once, slanted if it waited to be asked for.${cell.asking.omitted}`, scroll('asking', chart),
  legend(key('request', 'M0-5V5', 'request'), key('wait', 'M-6 0H6', 'wait for the response'), key('response', 'M-6 0H6', 'response'),
    key('response open', 'M-6 0H6', 'response without an end, or a WebSocket'), key('empty', 'M-2.4 0a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0', 'response without a message'),
    key('mark in-order', 'M-2.4 0a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0', 'message')));
}

function packets(moment) {
  return moment.packets.map(([from, sent, arrived, label, remark, kind]) => ({from, sent, arrived, label, remark,
    bare: (kind & 1) > 0, again: (kind & 2) > 0, special: (kind & 4) > 0}));
}

function ladder(cell) {
  const place = html('div', {});
  const show = moment => place.replaceChildren(html('p', {class: 'on-paper'}, moment.name),
    scroll('wide', drawLadder(['alice', 'bob'], packets(moment), `${cell.name}: ${moment.name}`)));
  const choices = html('fieldset', {}, html('legend', {}, 'Moment'), ...cell.moments.map((moment, i) => {
    const input = html('input', {type: 'radio', name: `${cell.id}-moment`, value: i});
    input.checked = i === 0;
    input.addEventListener('change', () => show(moment));
    return html('label', {}, input, html('span', {}, moment.name));
  }));
  show(cell.moments[0]);
  return figure('The packets of a moment', 'Time runs down; each packet is an arrow from its sender to its receiver, with what it says at its '
    + 'beginning. Rows follow events and not the clock: pauses are written in.', choices, place,
  legend(key('arrow', 'M-6 0H6', 'carries bytes'), key('arrow bare', 'M-6 0H6', 'carries none'), key('arrow again', 'M-6 0H6', 'retransmitted'),
    key('cross', 'M-3-3l6 6m0-6l-6 6', 'lost there')));
}

function draw(cell, body) {
  const messages = decode(cell);
  const marks = drawMarks(messages, `${cell.name}: every message`);
  onPointer(marks, point => {
    const mark = markAt(messages, point);
    return mark < 0 ? '' : story(messages, mark);
  });
  body.append(figure('Every message', messages.perMark === 1
    ? 'One mark a message, in the order in which they were offered, 100 in a row.'
    : `One mark for ${grouped(messages.perMark)} messages, 100 marks in a row; each shows the worst outcome of its messages.`,
  scroll('strip', marks), outcomes()));
  if (cell.wasOffered) {
    body.append(latency(cell, messages));
  }
  if (cell.asking) {
    body.append(asking(cell, messages));
  }
  if (cell.stream) {
    body.append(stream(cell));
  }
  body.append(cell.moments.length > 0 ? ladder(cell) : html('p', {class: 'soft'}, cell.noLadder));
}

const cells = new Map(data.cells.map(cell => [cell.id, cell]));
const sections = [...document.querySelectorAll('details.cell')];
for (const section of sections) {
  let isDrawn = false;
  const open = () => {
    if (section.open && !isDrawn) {
      isDrawn = true;
      draw(cells.get(section.id), section.querySelector('.charts'));
    }
  };
  section.addEventListener('toggle', open);
  open();
}

function button(words, isOpen) {
  const made = html('button', {type: 'button'}, words);
  made.addEventListener('click', () => sections.forEach(section => section.open = isOpen));
  return made;
}

function follow() {
  const section = document.getElementById(location.hash.slice(1));
  if (sections.includes(section)) {
    section.open = true;
    section.scrollIntoView();
  }
}

document.getElementById('matrix').append(outcomes(), html('p', {class: 'tools'}, button('Open all cells', true), ' ', button('Close all', false)));
addEventListener('hashchange', follow);
document.querySelector('.matrix').addEventListener('click', event => event.target.closest('a') && setTimeout(follow));
follow();
