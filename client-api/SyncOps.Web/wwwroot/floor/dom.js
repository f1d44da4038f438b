// Elements without markup strings: every text that comes from data becomes a text node, so it can never become markup.

const svgNamespace = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const h = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) => build(document.createElementNS(svgNamespace, tag), attributes, children);

/** Writes only what differs, so that a screen reader and the layout are left alone when a figure stays as it is. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Puts the children in this order, moving only those that are elsewhere: a focused button keeps its focus. */
export function arrange(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

// Status is told by shape as well as by colour: round is fine, a triangle warns, an octagon stops, a dashed ring does not know.
const shapes = {
  ok: ["M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", "M6 10.3l2.8 2.8 5.4-6"],
  watch: ["M10 1.6 19.2 17.9a.5.5 0 0 1-.44.75H1.24a.5.5 0 0 1-.44-.75z", "M10 7.2v5M10 15.4v.2"],
  bottleneck: ["M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z", "M10 5.2v6M10 14.6v.2"],
  stale: ["M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z", "M10 5.4V10l3 2"],
};

const arrows = { rising: "M4 14 14 4M7 4h7v7", falling: "M4 4l10 10M7 14h7V7", steady: "M2 9h13M11 5l4 4-4 4" };

export function statusIcon(status) {
  const [outline, mark] = shapes[status] ?? shapes.stale;
  return svg("svg", { class: `icon status-${status}`, viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("path", { class: "outline", d: outline }), svg("path", { class: "mark", d: mark }));
}

export function trendIcon(trend) {
  return svg("svg", { class: "arrow", viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", { d: arrows[trend] }));
}
