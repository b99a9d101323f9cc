// Charts with axes: the latency distribution, the latency of each message, and a TCP stream over time. Scales and axes are d3's.
import {OUTCOMES, expandRuns} from './messages.js';
import {picture, svg} from './elements.js';
import {counted, size, tick, time} from './words.js';

export const WIDTH = 760;
/** On a phone the letters are larger than the drawing, and there are fewer labels. */
export const IS_NARROW = innerWidth < 640;
export const LEFT = IS_NARROW ? 86 : 64;
export const RIGHT = 746;
export const FOOT = 42;
const LANE = IS_NARROW ? 22 : 16;
/** A few messages that took this much longer than 99 % of the others would flatten a linear scale. */
const FAR = 50;
/** Labels on an axis of times. */
const LABELS = IS_NARROW ? 4 : 8;
const CROSS = 'm-3.4-3.4l6.8 6.8m0-6.8l-6.8 6.8';

/** A share of all messages over the time within which they were delivered, a line for each transport. */
export function drawDistribution(curves, title) {
  const times = curves.flatMap(curve => curve.points.map(([millis]) => millis)).filter(millis => millis > 0);
  const x = d3.scaleLog(d3.extent(times.length > 0 ? times : [1, 10]), [LEFT, RIGHT]).nice();
  const top = 14;
  const bottom = 244;
  const y = d3.scaleLinear([0, 1], [bottom, top]);
  const chart = picture('distribution', WIDTH, bottom + FOOT, title, curves.map(curve => `${curve.transport}: `
    + `${Math.round((curve.points.at(-1)?.[1] ?? 0) * 100)} % delivered`).join('; ') + '.');
  grid(chart, y, [0, 0.25, 0.5, 0.75, 1], share => `${share * 100} %`);
  const decades = x.ticks().filter(value => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6));
  axis(chart, x, bottom, decades, 'delivered within (logarithmic)');
  curves.forEach((curve, i) => {
    const steps = [[x.domain()[0], 0], ...curve.points, [x.domain()[1], curve.points.at(-1)?.[1] ?? 0]];
    const line = d3.line(([millis]) => x(Math.max(millis, x.domain()[0])), ([, share]) => y(share)).curve(d3.curveStepAfter);
    chart.append(svg('path', {class: `curve c${i % 6} s${Math.floor(i / 6)}`, d: line(steps)}, svg('title', {}, curve.transport)));
  });
  return chart;
}

/** The time that each message took, over the time when it was offered; what was lost stands in a row of its own above. */
export function drawLatency(cell, messages, end, title) {
  const taken = messages.offered ? messages.took.filter(millis => millis !== null)
    : messages.spans.flatMap(([, quickest, slowest]) => quickest === null ? [] : [quickest, slowest]);
  const slowest = d3.max(taken) ?? 1;
  const isLogarithmic = slowest > FAR * Math.max(0.001, cell.p99 ?? slowest);
  const x = d3.scaleLinear([0, end], [LEFT, RIGHT]);
  const lanes = laneOf(cell.faults, x);
  const top = 32 + (d3.max(lanes.values()) ?? -1) * LANE + LANE;
  const bottom = top + 200;
  const y = isLogarithmic
    ? d3.scaleLog([Math.max(0.001, d3.min(taken)), slowest], [bottom, top]).nice()
    : d3.scaleLinear([0, slowest], [bottom, top]).nice(5);
  const lostAt = top - 18;
  const chart = picture('latency', WIDTH, bottom + FOOT, title, 'Time from offering a message to its delivery, over the time when it was '
    + `offered. The slowest took ${time(slowest)}. ${counted(cell.lost, 'message')} lost.`);
  windows(chart, cell.faults, lanes, x, bottom);
  grid(chart, y, y.ticks(isLogarithmic ? 4 : 5).filter(value => !isLogarithmic || Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6)), tick);
  axis(chart, x, bottom, x.ticks(LABELS), 'offered at, from the start of the trial');
  if (cell.lost > 0) {
    chart.append(svg('text', {class: 'tick end', x: LEFT - 8, y: lostAt + 4}, 'lost'));
  }
  if (!messages.offered) {
    chart.append(svg('path', {class: 'span', d: messages.spans.filter(([, quickest]) => quickest !== null)
      .map(([at, quickest, slow]) => `M${round(x(at))} ${round(y(Math.max(quickest, y.domain()[0])))}V${round(y(Math.max(slow, y.domain()[0])) - 0.5)}`)
      .join('')}), svg('path', {class: 'span never', d: messages.spans.filter(([,,, lost]) => lost)
      .map(([at]) => `M${round(x(at))} ${lostAt - 3}v6`).join('')}));
    return {chart, x, isLogarithmic};
  }
  for (const [letter, {style, shape}] of Object.entries(OUTCOMES)) {
    const path = messages.offered.map((at, number) => {
      if (at === null || messages.marks[number] !== letter) {
        return '';
      }
      const height = messages.took[number] === null ? lostAt : y(Math.max(messages.took[number], isLogarithmic ? y.domain()[0] : 0));
      return shape.replace(/^M(-?[\d.]+) ?(-?[\d.]+)/, (_, dx, dy) => `M${round(x(at) + +dx)} ${round(height + +dy)}`);
    }).join('');
    if (path) {
      chart.append(svg('path', {class: `mark ${style}`, d: path}));
    }
  }
  return {chart, x, isLogarithmic};
}

/**
 * The segments of a stream as [sent, from, to, kind, arrived...]: milliseconds, bytes of the stream, and kind 1 for a retransmission, 2
 * for one that was lost, 3 for both. In the data, times are tenths of a millisecond and each segment counts from the one before.
 */
function decoded(segments) {
  let sent = 0;
  let end = 0;
  return expandRuns(segments).map(word => {
    const [since, gap, length, kind, ...arrived] = word.split(',').map(Number);
    sent += since;
    const from = end + gap;
    end = from + length;
    return [sent / 10, from, end, kind, ...arrived.map(after => (sent + after) / 10)];
  });
}

/** The time-sequence graph of a TCP stream (Stevens, TCP/IP Illustrated). Connections stand above each other. */
export function drawStream(cell, title) {
  const segments = decoded(cell.stream.segments);
  const {connections} = cell.stream;
  const last = d3.max(segments, segment => Math.max(segment[0], ...segment.slice(4)));
  const x = d3.scaleLinear([0, Math.max(1, last)], [LEFT, RIGHT]);
  const lanes = laneOf(cell.faults, x);
  const top = 12 + (d3.max(lanes.values()) ?? -1) * LANE + LANE;
  const bottom = top + 260;
  const y = d3.scaleLinear([0, d3.max(segments, segment => segment[2])], [bottom, top]).nice(5);
  const chart = picture('stream', WIDTH, bottom + FOOT, title, `${counted(segments.length, 'segment')} with payload over `
    + `${counted(connections.length, 'connection')}.`);
  windows(chart, cell.faults, lanes, x, bottom);
  grid(chart, y, y.ticks(5), value => value === 0 ? '0' : size(value));
  axis(chart, x, bottom, x.ticks(LABELS), 'time, from the start of the trial');
  if (connections.length > 1) {
    connections.forEach(([name, from]) => {
      chart.append(svg('path', {class: 'connection', d: `M${LEFT} ${round(y(from))}H${RIGHT}`}));
      if (connections.length <= 6) {
        chart.append(svg('text', {class: 'value end', x: RIGHT, y: y(from) - 5}, `connection ${name}`));
      }
    });
  }
  const paths = {arrived: '', sent: '', again: '', 'again-mark': '', lost: ''};
  for (const [sent, from, to, kind, ...arrived] of segments) {
    const left = round(x(sent));
    const middle = round(y((from + to) / 2));
    paths[kind & 1 ? 'again' : 'sent'] += `M${left} ${round(Math.max(y(from), y(to) + 2))}V${round(y(to))}`;
    if (kind & 1) {
      paths['again-mark'] += `M${left} ${middle}m0-3.2l3.2 5.6h-6.4z`;
    }
    if (kind & 2) {
      paths.lost += `M${left} ${middle}${CROSS}`;
    }
    for (const at of arrived) {
      paths.arrived += `M${round(x(at))} ${middle}h.01`;
    }
  }
  for (const [style, d] of Object.entries(paths)) {
    if (d) {
      chart.append(svg('path', {class: style, d}));
    }
  }
  return chart;
}

export function round(value) {
  return Math.round(value * 10) / 10;
}

function grid(chart, scale, values, format) {
  for (const value of values) {
    const y = round(scale(value));
    chart.append(svg('path', {class: 'grid', d: `M${LEFT} ${y}H${RIGHT}`}), svg('text', {class: 'tick end', x: LEFT - 8, y: y + 4}, format(value)));
  }
}

/** d3's axis below the chart, with its name. */
export function axis(chart, scale, y, values, name) {
  const group = svg('g', {class: 'axis-x', transform: `translate(0 ${y})`});
  d3.select(group).call(d3.axisBottom(scale).tickValues(values).tickFormat(tick).tickSizeOuter(0));
  const edge = WIDTH - RIGHT - 1; // a label of the last value must not leave the chart
  d3.select(group).selectAll('.tick text').filter(value => scale(value) > RIGHT - edge).attr('text-anchor', 'end').attr('x', edge);
  group.removeAttribute('font-size');
  group.removeAttribute('font-family');
  chart.append(group, svg('text', {class: 'name', x: (LEFT + RIGHT) / 2, y: y + 36, 'text-anchor': 'middle'}, name));
}

/** The time-sequence graph of one direction of a connection in a capture: segments as {at, from, to, again}, in ms and bytes. */
export function drawSequence(segments, title) {
  const x = d3.scaleLinear([d3.min(segments, ({at}) => at), Math.max(1, d3.max(segments, ({at}) => at))], [LEFT, RIGHT]);
  const top = 12;
  const bottom = top + 240;
  const y = d3.scaleLinear([0, Math.max(1, d3.max(segments, ({to}) => to))], [bottom, top]).nice(5);
  const chart = picture('stream', WIDTH, bottom + FOOT, title, `${counted(segments.length, 'segment')} with payload.`);
  grid(chart, y, y.ticks(5), value => value === 0 ? '0' : size(value));
  axis(chart, x, bottom, x.ticks(LABELS), 'time, from the start of the capture');
  for (const {at, from, to, again} of segments) {
    chart.append(svg('path', {class: again ? 'again' : 'sent', d: `M${round(x(at))} ${round(Math.max(y(from), y(to) + 2))}V${round(y(to))}`}));
    if (again) {
      chart.append(svg('path', {class: 'again-mark', d: `M${round(x(at))} ${round(y((from + to) / 2))}m0-3.2l3.2 5.6h-6.4z`}));
    }
  }
  return chart;
}

/** Faults that overlap have lanes of their own above the chart. */
function laneOf(faults, x) {
  const ends = [];
  const lanes = new Map();
  for (const fault of faults) {
    const width = Math.max(x(fault.to) - x(fault.from), fault.words.length * 6.5);
    let lane = ends.findIndex(end => end <= x(fault.from));
    lane = lane < 0 ? ends.length : lane;
    ends[lane] = x(fault.from) + width + 6;
    lanes.set(fault, lane);
  }
  return lanes;
}

function windows(chart, faults, lanes, x, bottom) {
  for (const fault of faults) {
    const y = (lanes.get(fault) + 1) * LANE - 2;
    const from = round(x(fault.from));
    const to = round(x(Math.min(fault.to, x.domain()[1])));
    if (fault.from === fault.to) {
      chart.append(svg('path', {class: 'moment', d: `M${from} ${y}V${bottom}`}));
    } else {
      if (!fault.always) {
        chart.append(svg('rect', {class: 'shade', x: from, y, width: Math.max(0, to - from), height: bottom - y}));
      }
      chart.append(svg('path', {class: 'bar', d: `M${from} ${y}H${to}`}));
    }
    const isRight = from + fault.words.length * 6.5 > RIGHT + 10;
    chart.append(svg('text', {class: isRight ? 'fault end' : 'fault', x: isRight ? to : from, y: y - 4}, fault.words));
  }
}
