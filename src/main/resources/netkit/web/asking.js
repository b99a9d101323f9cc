// Asking against pushing: when requests left, how long each waited for its response, and when messages arrived, over time.
import {axis, FOOT, IS_NARROW, LEFT, RIGHT, round, WIDTH} from './charts.js';
import {picture, svg} from './elements.js';
import {counted, time} from './words.js';

const LANE = IS_NARROW ? 24 : 18;
const OFFERS = 22;
const FIRST_LANE = 92;
const DOT = 'a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0';

/** Returns the lane of each connection: those that overlap have lanes of their own. */
function lanesOf(requests) {
  const ends = [];
  const lanes = new Map();
  for (const [connection, own] of d3.group(requests, request => request.connection)) {
    const lane = ends.findIndex(end => end <= own[0].left);
    lanes.set(connection, lane < 0 ? ends.length : lane);
    ends[lanes.get(connection)] = d3.max(own, ({until}) => until);
  }
  return lanes;
}

/**
 * Draws the requests of `cell.asking`, each [connection, left, response, ended, [number, arrived, ...]], from `from` to `to`, and
 * the messages from when they were `offered`; null if that is not known.
 */
export function drawAsking(cell, offered, title) {
  const {from, to} = cell.asking;
  const requests = cell.asking.requests.map(([connection, left, response, ended, messages]) => ({connection, left, response, ended,
    until: ended ?? Infinity, messages: d3.range(0, messages.length, 2).map(i => ({number: messages[i], at: messages[i + 1]}))}));
  const lanes = lanesOf(requests);
  const x = d3.scaleLinear([from, to], [LEFT, RIGHT]).clamp(true);
  const y = lane => FIRST_LANE + lane * LANE;
  const bottom = y(d3.max(lanes.values())) + 22;
  const chart = picture('asking', WIDTH, bottom + FOOT, title, `${counted(requests.length, 'request')} from bob, and `
    + `${counted(d3.sum(requests, ({messages}) => messages.length), 'message')}, within ${time(to - from)}.`);
  axis(chart, x, bottom, x.ticks(IS_NARROW ? 4 : 8), 'time, from the start of the trial');
  chart.append(svg('path', {class: 'grid', d: `M${LEFT} ${OFFERS}H${RIGHT}`}),
    svg('text', {class: 'tick end', x: LEFT - 8, y: OFFERS + 4}, 'offered'), svg('text', {class: 'tick end', x: LEFT - 8, y: y(0) + 4}, 'bob'));
  const paths = {wait: '', response: '', 'response open': '', request: '', offer: '', empty: '', 'mark in-order': ''};
  requests.forEach(({connection, left, response, ended, messages}) => {
    const height = y(lanes.get(connection));
    paths.request += `M${round(x(left))} ${height - 7}v14`;
    paths.wait += `M${round(x(left))} ${height}H${round(x(response ?? to))}`;
    if (response !== null && response <= to) {
      const begin = round(x(response));
      paths[ended === null ? 'response open' : 'response'] += `M${begin} ${height}H${Math.max(begin + 1.5, round(x(ended ?? to)))}`;
    }
    if (ended !== null && ended <= to && messages.length === 0) {
      paths.empty += `M${round(x(ended) - 2.4)} ${height}${DOT}`;
    }
    for (const {number, at} of messages.filter(message => message.at <= to)) {
      paths['mark in-order'] += `M${round(x(at) - 2.4)} ${height}${DOT}`;
      if (offered?.[number] !== undefined && offered[number] !== null) {
        paths.offer += `M${round(x(offered[number]))} ${OFFERS - 5}V${OFFERS}L${round(x(at))} ${height - 4}`;
      }
    }
  });
  for (const [style, d] of Object.entries(paths).filter(([, path]) => path)) {
    chart.append(svg('path', {class: style, d}));
  }
  const find = point => {
    const found = requests.findLast(({connection, left, until}) => Math.abs(y(lanes.get(connection)) - point.y) < LANE / 2
      && x(left) <= point.x + 4 && point.x - 4 <= x(Math.min(until, to)));
    return found === undefined ? '' : story(found);
  };
  return {chart, find};
}

function story({left, response, ended, messages}) {
  const numbers = messages.map(({number}) => number);
  return `request at ${(left / 1000).toFixed(3)} s, `
    + (response === null ? 'no response' : `response ${time(response - left)} later`)
    + (ended === null || response === null || ended === response ? '' : `, for ${time(ended - response)}`)
    + (numbers.length === 0 ? ', without a message' : `, with message${numbers.length === 1 ? '' : 's'} ${numbers.slice(0, 5).join(', ')}`
      + (numbers.length > 5 ? ` and ${numbers.length - 5} more` : ''));
}
