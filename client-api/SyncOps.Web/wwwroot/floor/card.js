// One recommendation: what to do, what it saves, what happens without it, and the three answers a supervisor can give.

import { h, setAttribute, setText } from "./dom.js";
import { amount, duration, minutesBetween, range } from "./format.js";

const snoozeMinutes = [5, 15, 30];

const stateWords = {
  proposed: "to decide", snoozed: "snoozed", accepted: "in progress", inProgress: "in progress", rejected: "rejected",
  expired: "expired", superseded: "replaced", done: "done", verified: "verified",
};

export class AdviceCard {
  #id; #host; #parts = {}; #buttons; #card; #busy = false; #pressed = null; #keys = new Map();

  /**
   * `host` carries out what the card asks for: `decide(id, verb, body, key)`, `askReason(headline)` (null: changed their mind),
   * `sectorName(id)`, `resourceName(id)`, `sectorOrder(id)`, `format` and `horizonMinutes`.
   */
  constructor(id, host) {
    this.#id = id;
    this.#host = host;
    const part = (name, tag, attributes = {}) => (this.#parts[name] = h(tag, { class: name, ...attributes }));
    const button = (label, action, attributes) => h("button", { type: "button", onclick: action, ...attributes }, label);
    this.#buttons = h("div", { class: "buttons" },
      button("Accept", () => this.#decide("accept", {}), { class: "primary", "data-action": "accept" }),
      button("Reject", () => this.#reject(), { "data-action": "reject" }),
      h("span", { class: "snooze", role: "group", "aria-label": "Snooze for minutes" },
        h("span", { "aria-hidden": "true" }, "Snooze"),
        ...snoozeMinutes.map(minutes => button(String(minutes), () => this.#decide("snooze", { minutes }),
          { "data-action": `snooze-${minutes}`, "aria-label": `Snooze ${minutes} minutes` }))));
    this.element = h("article", { class: "card", "data-card": id },
      h("p", { class: "line" }, part("state", "span"), part("expiry", "span")),
      part("headline", "h3", { tabindex: "-1" }),
      h("dl", { class: "benefit" },
        h("div", {}, h("dt", {}, "saves"), part("minutes", "dd")), h("div", {}, h("dt", {}, "and"), part("cost", "dd"))),
      part("reason", "p"), part("actions", "ul"),
      part("effects", "table"),
      part("why", "details"), this.#buttons, part("problem", "p", { role: "alert" }));
  }

  update(card) {
    if (this.#card === card) return;
    const format = this.#host.format, part = this.#parts;
    this.#card = card;
    this.element.dataset.state = card.state;
    this.element.dataset.helps = card.risk.sector;
    setText(part.state, stateWords[card.state] ?? card.state);
    setText(part.headline, card.headline);
    setText(part.reason, card.reasonLine);
    part.actions.replaceChildren(...card.actions.map(action => this.#actionLine(action)));
    part.minutes.replaceChildren(...figure(range(card.benefit.minutesSaved), " min"));
    part.cost.replaceChildren(...figure(range(card.benefit.costSaved, format.money)));
    // In a lull nothing is late, so there are no minutes to save.
    part.minutes.parentElement.hidden = card.risk.kind === "slack";
    setText(part.cost.previousElementSibling, card.risk.kind === "slack" ? "saves" : "and");
    part.effects.replaceChildren(...this.#effectRows(card));
    this.#showWhy(card.details);
    this.#buttons.hidden = !isOpen(card);
  }

  #showWhy(details) {
    const { why } = this.#parts;
    why.hidden = !details;
    if (!details) return;
    if (!why.firstChild) why.append(h("summary", {}, "Why this"), h("p"), h("p"));
    const { format, sectorName } = this.#host, { binding, runnerUp } = details, where = sectorName(binding.sector);
    const [, limit, other] = why.children;
    setText(limit, {
      people: `One more person in ${where} for an hour would still save ${format.money(binding.pricePerPersonHour)}.`,
      places: `Work places or equipment limit ${where}: one more person there would add nothing.`,
      nothing: `One more person in ${where} would save nothing more.`,
    }[binding.kind]);
    setText(other, runnerUp
      ? `Next best: ${runnerUp.people} from ${sectorName(runnerUp.from)} to ${sectorName(runnerUp.to)}, `
        + `saving ${format.money(runnerUp.costSaved)}. ${runnerUp.whyNot}`
      : "No other move was worth its cost.");
  }

  /** Once per clock frame: the time that is left, and no buttons while what they would act on may be out of date. */
  tick(now, trusted) {
    setText(this.#parts.expiry, this.#remaining(now));
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = this.#busy || !trusted;
    setAttribute(this.element, "aria-busy", this.#busy);
    if (!this.#busy && this.#pressed) this.#returnFocus();
  }

  // A disabled button drops the focus; whoever works by keyboard goes on where they were, or at the headline when the card is decided.
  #returnFocus() {
    if (document.activeElement === document.body) (isOpen(this.#card) ? this.#pressed : this.#parts.headline).focus();
    this.#pressed = null;
  }

  #remaining(now) {
    const { state, expiresAt, snoozedUntil } = this.#card, { format } = this.#host;
    if (state === "snoozed" && snoozedUntil) return `back at ${format.time(snoozedUntil)}`;
    if (!isOpen(this.#card)) return "";
    const left = minutesBetween(now, expiresAt);
    if (left <= 0) return `expired ${format.time(expiresAt)}`;
    return `expires ${format.time(expiresAt)}, ${left < 1 ? "under 1 min" : duration(left)} left`;
  }

  #actionLine({ kind, resource, from, to, departBy, arriveAt, until, instead, result }) {
    const { format, resourceName, sectorName } = this.#host;
    const isGate = kind === "hold" || kind === "release";
    const who = resource ? resourceName(resource) : isGate ? sectorName(from) : "Anyone able";
    const way = isGate ? "" : from && to ? `${sectorName(from)} \u2192 ${sectorName(to)}` : to || from ? sectorName(to ?? from) : "";
    const times = [
      departBy && `leave by ${format.time(departBy)}`, arriveAt && this.#arrival(arriveAt), until && `until ${format.time(until)}`,
      instead && `instead of ${format.time(instead.start)}`,
    ].filter(Boolean).join(", ");
    const verb = { timeOff: "time off", overtime: "overtime", break: "break", hold: "hold", release: "release", return: "back" }[kind];
    return h("li", {}, h("strong", {}, who), verb ? ` ${verb}` : "", way && h("span", { class: "way" }, way),
      h("span", { class: "when" }, times), result ? h("span", { class: "result" }, result) : null);
  }

  // While nobody has accepted, nobody has left: how far it is, not when they would have been there.
  #arrival(arriveAt) {
    if (!isOpen(this.#card)) return `there ${this.#host.format.time(arriveAt)}`;
    return `${Math.round(minutesBetween(this.#card.issuedAt, arriveAt))} min away`;
  }

  #effectRows({ without, with: together, risk }) {
    const { format, horizonMinutes, sectorName, sectorOrder } = this.#host;
    const names = [...new Set([...Object.keys(without), ...Object.keys(together)])].sort((a, b) => sectorOrder(a) - sectorOrder(b));
    const change = (before, after, show) => {
      const [left, right] = [before, after].map(value => (value === undefined ? "-" : show(value)));
      const direction = before > after && left !== right ? "better" : before < after && left !== right ? "worse" : "same";
      return h("td", { class: direction }, left === right ? left : `${left} \u2192 `, left === right ? null : h("b", {}, right));
    };
    const minutes = value => (value >= horizonMinutes - 0.5 ? `>${Math.round(horizonMinutes / 60)} h` : amount(Math.round(value)));
    const column = (...label) => h("th", { scope: "col" }, ...label);
    return [
      h("caption", {}, "Without this \u2192 with it"),
      h("thead", {}, h("tr", {}, column("Sector"), column("Slower, min"), column("Late units"), column("Cost"))),
      h("tbody", {}, ...names.map(id => h("tr", { class: id === risk.sector ? "helped" : null },
        h("th", { scope: "row" }, sectorName(id)),
        change(without[id]?.slowdownMinutes, together[id]?.slowdownMinutes, minutes),
        change(without[id]?.lateUnits, together[id]?.lateUnits, value => amount(Math.round(value))),
        change(without[id]?.cost, together[id]?.cost, format.money)))),
    ];
  }

  async #reject() {
    const reason = await this.#host.askReason(this.#card.headline);
    if (reason !== null) await this.#decide("reject", { reason });
  }

  async #decide(verb, body) {
    const decision = `${verb} ${JSON.stringify(body)}`;
    // A second try after no answer must be the same decision to the server, not another one.
    if (!this.#keys.has(decision)) this.#keys.set(decision, newKey());
    this.#pressed = this.#buttons.contains(document.activeElement) ? document.activeElement : null;
    this.#setBusy(true);
    setText(this.#parts.problem, "");
    try {
      await this.#host.decide(this.#id, verb, body, this.#keys.get(decision));
      this.#keys.delete(decision);
    } catch (error) {
      setText(this.#parts.problem, `Could not ${verb}: ${error.name === "TimeoutError" ? "no answer; try again" : error.message}`);
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.#host.refresh();
  }
}

/** A closed card in one line: how it ended and, where it was carried out, the outcome beside the promise. */
export function outcomeLine({ id, state, headline, reason, outcome, benefit }) {
  const [promised] = range(benefit.minutesSaved);
  const ending = outcome ? `saved ${amount(outcome.minutesSaved)} min, promised ${promised}` : reason ?? "";
  return h("li", { "data-card": id, "data-state": state },
    h("span", { class: "ended" }, stateWords[state] ?? state), h("span", { class: "what" }, headline), h("span", { class: "how" }, ending));
}

const isOpen = card => card.state === "proposed" || card.state === "snoozed";

const figure = ([middle, spread], unit = "") =>
  [h("strong", {}, middle + unit), ...(spread ? [h("span", { class: "spread" }, ` (${spread})`)] : [])];

// randomUUID exists only over https and on the machine itself; a wallboard in a plant network may have neither.
function newKey() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}
