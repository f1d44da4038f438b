// One sector's tile: its load by number, colour and shape, and where its wait is heading.

import { h, setAttribute, setText, statusIcon, svg, trendIcon } from "./dom.js";
import { amount, duration, horizonOf, minutesBetween, percent } from "./format.js";

const trendAheadMinutes = 60;
const width = 200, height = 44;

export class SectorTile {
  #spec; #parts = {}; #status; #trend;

  constructor(spec) {
    this.#spec = spec;
    const part = (name, tag, ...children) => (this.#parts[name] = h(tag, { class: name }, ...children));
    this.#parts.band = svg("path", { class: "band" });
    this.#parts.line = svg("path", { class: "line" });
    this.#parts.target = svg("path", { class: "target" });
    this.#parts.chart = svg("svg", { class: "outlook", role: "img", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" },
      this.#parts.band, this.#parts.target, this.#parts.line);
    const figure = (name, label) => h("div", {}, h("dt", {}, label), part(name, "dd", "-"));
    this.element = h("article", { class: "tile", "data-sector": spec.id, "aria-label": spec.name },
      h("header", {}, part("shape", "span"), h("h3", {}, spec.name), part("word", "p")),
      h("div", { class: "figures" },
        h("p", { class: "load" }, part("backlog", "strong", "-"), h("span", { class: "unit" }, spec.unit), part("trend", "span")),
        h("p", { class: "wait" }, part("minutes", "strong", "-"), h("span", { class: "against" }, `wait, target ${targetOf(spec)}`))),
      h("div", { class: "chart" }, this.#parts.chart),
      h("p", { class: "axis" }, h("span", {}, "wait"), part("peak", "span"), part("until", "span")),
      h("div", { class: "bar", "aria-hidden": "true" }, part("fill", "span")),
      h("dl", { class: "flow" }, figure("staff", "working"), figure("arrivals", "in /h"), figure("capacity", "can do /h"),
        figure("utilization", "used")));
  }

  /** Shows a SectorView; `format` is the site's SiteFormat, `now` the site's clock. Without a view the tile says that it knows nothing. */
  update(view, format, now) {
    if (!view) return this.#showStatus("stale", "nothing heard yet");
    const { element } = this, part = this.#parts, outlook = view.outlook ?? [];
    const horizon = horizonOf(view) || Infinity;
    const peak = outlook.reduce((worst, point) => (point.waitMinutes.p50 > worst.wait
      ? { wait: point.waitMinutes.p50, at: point.at } : worst), { wait: view.waitMinutes, at: view.asOf });

    setAttribute(element, "data-version", view.version);
    setAttribute(element, "data-as-of", view.asOf);
    setAttribute(element, "data-wait", view.waitMinutes);
    setAttribute(element, "data-peak-wait", peak.wait);
    setText(part.backlog, amount(view.backlogUnits));
    setText(part.minutes, duration(view.waitMinutes, horizon));
    setText(part.staff, String(view.staff));
    setText(part.arrivals, amount(view.arrivalsPerHour));
    setText(part.capacity, amount(view.capacityPerHour));
    setText(part.utilization, percent(view.utilization));
    part.fill.style.setProperty("--share", Math.min(1, Math.max(0, view.utilization)));
    setAttribute(part.fill, "data-full", view.utilization >= 0.95);
    this.#showStatus(view.status, statusWord(view, format, now));
    this.#showTrend(trendOf(view));
    this.#drawOutlook(view, outlook, peak, format, horizon);
  }

  #showStatus(status, word) {
    setText(this.#parts.word, word);
    if (this.#status === status) return;
    this.#status = status;
    this.element.dataset.status = status;
    this.#parts.shape.replaceChildren(statusIcon(status));
  }

  #showTrend(trend) {
    if (this.#trend === trend) return;
    this.#trend = trend;
    this.#parts.trend.replaceChildren(...(trend ? [trendIcon(trend), trend] : []));
  }

  #drawOutlook(view, outlook, peak, format, horizon) {
    const part = this.#parts;
    const points = [{ at: view.asOf, waitMinutes: { p20: view.waitMinutes, p50: view.waitMinutes, p80: view.waitMinutes } }, ...outlook];
    const top = 1.08 * Math.max(this.#spec.targetWaitMinutes * 1.4, ...points.map(point => point.waitMinutes.p80));
    const span = Math.max(1, minutesBetween(view.asOf, points.at(-1).at));
    const x = point => (width * minutesBetween(view.asOf, point.at) / span).toFixed(1);
    const y = wait => (height - height * wait / top).toFixed(1);
    const along = (list, key) => list.map(point => `${x(point)} ${y(point.waitMinutes[key])}`).join("L");

    const drawable = outlook.length > 0;
    const target = y(this.#spec.targetWaitMinutes);
    setAttribute(part.band, "d", drawable ? `M${along(points, "p20")}L${along(points.toReversed(), "p80")}Z` : "");
    setAttribute(part.line, "d", drawable ? `M${along(points, "p50")}` : "");
    setAttribute(part.target, "d", `M0 ${target}H${width}`);
    setText(part.until, drawable ? format.time(outlook.at(-1).at) : "no outlook");
    const rises = peak.wait > view.waitMinutes + 0.5;
    setText(part.peak, rises ? `peak ${duration(peak.wait, horizon)} at ${format.time(peak.at)}` : "");
    setAttribute(part.chart, "aria-label", drawable
      ? `Wait until ${format.time(outlook.at(-1).at)}: now ${duration(view.waitMinutes, horizon)}, at most ${duration(peak.wait, horizon)} `
        + `at ${format.time(peak.at)}; target ${duration(this.#spec.targetWaitMinutes)}`
      : "No outlook yet");
  }
}

// What a tile says of why nothing, or not enough, is advised.
const reasonWords = { count: ", count first", failure: ", no advice for now", shortage: ", not to be met" };

function statusWord({ status, asOf, bottleneckAt, reasonKind, alert, slack, heldUntil }, format, now) {
  const reason = reasonWords[reasonKind] ?? "";
  if (status === "ok" && alert) return `${Math.round(alert.probability * 100)} % likely late from ${format.time(alert.onsetAt)}`;
  if (status === "ok" && heldUntil) return `held until ${format.time(heldUntil)}`;
  if (status === "ok") return slack ? `${slack.people} to spare until ${format.time(slack.until)}` : "on target";
  if (status === "stale") return `last heard ${format.clock(asOf)}${reason}`;
  if (!bottleneckAt) return status;
  return (Date.parse(bottleneckAt) <= Date.parse(now) ? "bottleneck now" : `bottleneck from ${format.time(bottleneckAt)}`) + reason;
}

// Beside a wait in minutes the unit is plain; only a long target needs one.
const targetOf = ({ targetWaitMinutes: target }) => (target < 100 ? amount(target) : duration(target));

/** Where the backlog is heading within the hour; a change below a tenth (or two units) is noise. */
function trendOf({ backlogUnits, asOf, outlook }) {
  if (!outlook?.length) return null;
  const later = outlook.find(point => minutesBetween(asOf, point.at) >= trendAheadMinutes) ?? outlook.at(-1);
  const change = later.backlogUnits.p50 - backlogUnits;
  if (Math.abs(change) < Math.max(2, Math.abs(backlogUnits) / 10)) return "steady";
  return change > 0 ? "rising" : "falling";
}
