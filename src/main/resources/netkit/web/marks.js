// All messages of a cell, each a mark, in rows of a hundred: shape and colour say what became of it.
import {OUTCOMES, RING, summary} from './messages.js';
import {picture, svg} from './elements.js';
import {grouped} from './words.js';

const PER_ROW = 100;
const WIDTH = 760;
const LEFT = 52;
const TOP = 3;
const PITCH = 7;
const ROW = 11;

const x = mark => LEFT + (mark % PER_ROW + 0.5) * PITCH;
const y = mark => TOP + (Math.floor(mark / PER_ROW) + 0.5) * ROW;

/** A path that repeats a shape at each of the marks. */
function repeated(shape, marks) {
  return marks.map(mark => shape.replace(/^M(-?[\d.]+)[ ]?(-?[\d.]+)/,
    (_, dx, dy) => `M${+(x(mark) + +dx).toFixed(1)} ${+(y(mark) + +dy).toFixed(1)}`)).join('');
}

export function drawMarks(messages, title) {
  const rows = Math.ceil(messages.marks.length / PER_ROW);
  const chart = picture('marks', WIDTH, Math.ceil(rows * ROW + 2 * TOP), title, summary(messages));
  const labels = svg('g', {class: 'tick end'});
  for (let row = 0; row < rows; row++) {
    labels.append(svg('text', {x: LEFT - 8, y: y(row * PER_ROW) + 3.5}, grouped(row * PER_ROW * messages.perMark)));
  }
  chart.append(labels);
  const all = [...Array(messages.marks.length).keys()];
  for (const [letter, {style, shape}] of Object.entries(OUTCOMES)) {
    const marks = all.filter(mark => messages.marks[mark] === letter);
    if (marks.length > 0) {
      chart.append(svg('path', {class: `mark ${style}`, 'data-count': marks.length, d: repeated(shape, marks)}));
    }
  }
  if (messages.duplicated.size > 0) {
    chart.append(svg('path', {class: 'mark duplicated', 'data-count': messages.duplicated.size,
      d: repeated(RING, [...messages.duplicated])}));
  }
  return chart;
}

/** The mark at a point of the drawing, or -1. */
export function markAt(messages, point) {
  const column = Math.floor((point.x - LEFT) / PITCH);
  const mark = Math.floor((point.y - TOP) / ROW) * PER_ROW + column;
  return column < 0 || column >= PER_ROW || mark < 0 || mark >= messages.marks.length ? -1 : mark;
}
