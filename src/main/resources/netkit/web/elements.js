// Elements of HTML and SVG from names, attributes and children. Text becomes text nodes, never HTML: what others write stays text.

const SVG = 'http://www.w3.org/2000/svg';

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export function svg(name, attributes = {}, ...children) {
  return made(document.createElementNS(SVG, name), attributes, children);
}

export function html(name, attributes = {}, ...children) {
  return made(document.createElement(name), attributes, children);
}

/** A picture with a title and a description for those who cannot see it. */
export function picture(style, width, height, title, description) {
  return svg('svg', {class: `chart ${style}`, viewBox: `0 0 ${width} ${height}`, role: 'img'},
    svg('title', {}, title), svg('desc', {}, description));
}
