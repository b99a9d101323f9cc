// The messages of one cell: the outcome of each, decoded from the report's data, and as a sentence.
import {counted, grouped, time} from './words.js';

/** The outcomes by their letter in the data; in ascending severity. Each has its own shape. */
export const OUTCOMES = {
  d: {style: 'in-order', words: 'delivered in order', shape: 'M-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0'},
  o: {style: 'out-of-order', words: 'delivered out of order: after a message with a higher number',
    shape: 'M0-3.2l3.2 5.6h-6.4z'},
  x: {style: 'lost', words: 'lost on the way', shape: 'M-2.4-2.4l4.8 4.8m0-4.8l-4.8 4.8'},
  r: {style: 'refused', words: 'refused by send', shape: 'M-2.2-2.2h4.4v4.4h-4.4z'}
};
export const RING = 'M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0';

/** Splits a text into words and expands runs: `5*20` stands for twenty fives. */
export function expandRuns(text) {
  return text === '' ? [] : text.split(' ').flatMap(word => {
    const [value, count = 1] = word.split('*');
    return Array(+count).fill(value);
  });
}

/**
 * Decodes the messages of a cell once.
 *
 * `marks` has a letter of OUTCOMES for each mark (`-` for messages that were never offered), a mark stands for `perMark`
 * messages and shows the worst of them. `offered` and `took` are milliseconds for each message, where there are not too many.
 */
export function decode(cell) {
  let at = 0;
  const offered = cell.offered === undefined ? null
    : expandRuns(cell.offered).map(step => step === 'x' ? null : at += +step);
  const took = cell.took === undefined ? null : expandRuns(cell.took).map(value => value === 'x' ? null : +value);
  return {perMark: cell.perMark, marks: expandRuns(cell.marks).join(''), duplicated: new Set(cell.duplicated), offered, took,
    stories: cell.stories, spans: cell.spans ?? []};
}

/** Returns what happened to the messages of a mark, as one sentence. */
export function story(messages, mark) {
  const details = messages.stories[mark];
  if (messages.perMark > 1) {
    const first = mark * messages.perMark;
    return `messages ${grouped(first)} to ${grouped(first + messages.perMark - 1)}`
      + (details ? `: ${details.lost} lost, ${details.outOfOrder} out of order, ${details.duplicated} delivered more than once` : '');
  }
  const name = `message ${grouped(mark)}`;
  if (messages.marks[mark] === '-') {
    return `${name} was never offered`;
  }
  const offered = details ? details.offered : messages.offered?.[mark];
  if (offered === undefined || offered === null) {
    return '';
  }
  let text = `${name}: offered at ${(offered / 1000).toFixed(3)} s`;
  if (!details) {
    return text + (messages.took[mark] === null ? ', lost' : `, delivered ${time(messages.took[mark])} later`);
  }
  for (const [stage, after] of details.stages) {
    text += `, ${stage} ${time(after)} later`;
  }
  if (details.deliveries > 1) {
    text += `; delivered ${details.deliveries} times`;
  }
  if (details.processings > 1) {
    text += `; processed ${details.processings} times`;
  }
  if (messages.marks[mark] === 'o') {
    text += '; out of order: a message with a higher number came first';
  }
  return text + (details.lost ? `; lost: ${details.lost}` : '');
}

export function summary(messages) {
  const count = letter => [...messages.marks].filter(mark => mark === letter).length;
  return `One mark for each ${messages.perMark === 1 ? 'message' : counted(messages.perMark, 'message')}: ${count('d')} in order, `
    + `${count('o')} out of order, ${count('x')} lost, ${count('r')} refused by send; ${messages.duplicated.size} of them delivered `
    + 'more than once.';
}
