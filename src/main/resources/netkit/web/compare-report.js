'use strict';
// Comfort alone: folds the cells, and shows a tooltip for the message under the pointer. Without it all is open.
const cells = [...document.querySelectorAll('.cell')].filter(cell => cell.querySelector('.body'));

function open(cell, isOpen) {
  cell.classList.toggle('open', isOpen);
  cell.querySelector('h3 button').setAttribute('aria-expanded', isOpen);
}

function follow() {
  const cell = document.getElementById(location.hash.slice(1));
  if (cells.includes(cell)) {
    open(cell, true);
    cell.scrollIntoView();
  }
}

for (const cell of cells) {
  const button = document.createElement('button');
  const title = cell.querySelector('h3');
  button.type = 'button';
  button.append(...title.childNodes);
  button.setAttribute('aria-controls', cell.querySelector('.body').id = cell.id + '-body');
  title.append(button);
  button.addEventListener('click', () => open(cell, !cell.classList.contains('open')));
  open(cell, cells.length === 1);
}

const tools = document.createElement('p');
tools.className = 'tools';
for (const [words, isOpen] of [['Open all cells', true], ['Close all', false]]) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words;
  button.addEventListener('click', () => cells.forEach(cell => open(cell, isOpen)));
  tools.append(button, ' ');
}
document.getElementById('matrix').append(tools);
addEventListener('hashchange', follow);
// A link to the cell that the address names already changes nothing in it
document.querySelector('.matrix').addEventListener('click', event => event.target.closest('a') && setTimeout(follow));
follow();

// Only what is wider than its place can be scrolled, and need be reached with the keyboard
const widths = new ResizeObserver(entries => {
  for (const {target} of entries) {
    const isWide = target.scrollWidth > target.clientWidth;
    for (const [name, value] of [['tabindex', '0'], ['role', 'group'],
      ['aria-label', target.querySelector('title').textContent]]) {
      isWide ? target.setAttribute(name, value) : target.removeAttribute(name);
    }
  }
});
document.querySelectorAll('.cell .scroll:has(> svg)').forEach(chart => widths.observe(chart));

const tooltip = document.createElement('div');
tooltip.id = 'tooltip';
tooltip.hidden = true;
tooltip.setAttribute('aria-hidden', 'true');
document.body.append(tooltip);

const sentences = JSON.parse(document.getElementById('sentences').textContent);

/** Words, of which 5*20 stands for twenty fives. */
function words(text) {
  return (text ?? '').split(' ').flatMap(word => {
    const [value, count = 1] = word.split('*');
    return Array(+count).fill(value);
  });
}

/** What is known of the messages of a cell: stories of some, and times of all if these are not too many. */
function read(text) {
  const {end, offered, took, stories} = JSON.parse(text);
  let at = 0;
  return {end, stories, took: words(took), offered: offered && words(offered).map(step => step === 'x' ? -1 : at += +step)};
}

function story(number, times) {
  if (times.stories[number]) {
    const [sentence, ...numbers] = times.stories[number].split(' ');
    let i = 0;
    return sentences[sentence].replace(/#/g, () => numbers[i++]);
  }
  const name = `message ${number.toLocaleString('en')}`;
  const offered = times.offered?.[number];
  return offered === undefined ? '' : offered < 0 ? `${name} was never offered`
    : `${name}: offered at ${(offered / 1000).toFixed(3)} s, `
      + (times.took[number] === 'x' ? 'lost' : `delivered ${+times.took[number]} ms later`);
}

/** The message whose offer is nearest to the time. */
function nearest(offered, time) {
  let low = 0;
  let high = offered.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offered[middle] < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 && time - offered[low - 1] < offered[low] - time ? low - 1 : low;
}

function showTooltip(cell, chart, find) {
  const source = cell.querySelector('script.times');
  if (!chart || !source) {
    return;
  }
  let times;
  chart.addEventListener('pointermove', event => {
    times ??= read(source.textContent);
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse());
    tooltip.textContent = story(find(at, times), times);
    tooltip.hidden = !tooltip.textContent;
    tooltip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tooltip.offsetWidth - 8)) + 'px';
    tooltip.style.top = (event.clientY + 26 + tooltip.offsetHeight > innerHeight ? event.clientY - tooltip.offsetHeight - 12
      : event.clientY + 18) + 'px';
  });
  chart.addEventListener('pointerleave', () => tooltip.hidden = true);
}

for (const cell of cells) {
  const strip = cell.querySelector('.strip svg');
  if (strip) {
    const {left, top, pitch, row, perRow} = strip.parentNode.dataset;
    showTooltip(cell, strip, at => {
      const column = Math.floor((at.x - left) / pitch);
      return column < 0 || column >= perRow ? -1 : Math.floor((at.y - top) / row) * perRow + column;
    });
  }
  const latency = cell.querySelector('.latency svg');
  if (latency) {
    const {left, right} = latency.parentNode.dataset;
    showTooltip(cell, latency, (at, times) => at.x < left - 4 || !times.offered ? -1
      : nearest(times.offered, (at.x - left) / (right - left) * times.end));
  }
}
