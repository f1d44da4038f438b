// The live floor: puts what the stream tells into tiles, cards and the strip above them.

import { AdviceCard, outcomeLine } from "./card.js";
import { arrange, h, setAttribute, setText, statusIcon } from "./dom.js";
import { horizonOf, SiteFormat } from "./format.js";
import { closedStates, listSites, LiveSite, newestFirst } from "./live.js";
import { SectorTile } from "./tile.js";

const recentShown = 5;
const siteRetryMs = 5_000;
const connectionWords = { connecting: "Connecting", live: "Live", stale: "Stale: nothing heard", reconnecting: "Stale: reconnecting" };
const tallyWords = { bottleneck: "bottleneck", watch: "watch", ok: "on target", stale: "no news" };
const cardOrder = ["proposed", "accepted", "inProgress", "snoozed"];

class SyncOpsFloor extends HTMLElement {
  #parts = {}; #live; #tiles = new Map(); #cards = new Map(); #seenFloor; #drawnFloor; #announced; #closedShown = ""; #queued = false;

  connectedCallback() {
    for (const part of this.querySelectorAll("[data-part]")) this.#parts[part.dataset.part] = part;
    addEventListener("pagehide", () => this.#live?.close());
    addEventListener("pageshow", event => event.persisted && this.#live?.open());
    this.#chooseSite();
  }

  async #chooseSite() {
    try {
      const sites = await listSites();
      const wanted = new URLSearchParams(location.search).get("site") ?? sites[0]?.site;
      this.#offerSites(sites, wanted);
      if (wanted) return this.#follow(wanted);
      setText(this.#parts.message, "No site yet. Import one: syncops floor apply FLOOR.json");
    } catch (error) {
      setText(this.#parts.message, `Cannot list the sites: ${error.message}`);
    }
    setTimeout(() => this.#chooseSite(), siteRetryMs);
  }

  #offerSites(sites, wanted) {
    this.#parts.sites.replaceChildren(...sites.map(({ site, name }) => h("option", { value: site, selected: site === wanted }, name)));
    this.#parts["site-choice"].hidden = sites.length < 2;
    this.#parts.sites.onchange = () => location.assign(`?site=${encodeURIComponent(this.#parts.sites.value)}`);
  }

  #follow(site) {
    this.#live = new LiveSite(site);
    this.#live.addEventListener("change", () => this.refresh());
    this.#live.open();
  }

  // Frames come in bursts: the screen is drawn at most once per picture the display can show.
  refresh() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  #draw() {
    const live = this.#live;
    setAttribute(this, "data-connection", live.connection);
    setText(this.#parts.connection, connectionWords[live.connection]);
    if (live.site === null) {
      if (live.refusal) setText(this.#parts.message, live.refusal);
      return;
    }
    if (this.#seenFloor !== live.floor) this.#layOut();
    setText(this.#parts.clock, this.format.clock(live.now));
    setText(this.#parts.day, this.format.day(live.now));
    for (const [id, tile] of this.#tiles) tile.update(live.sectors.get(id), this.format, live.now);
    this.#drawStrip();
    this.#drawCards();
  }

  #layOut() {
    const { site, floor } = this.#live;
    this.#seenFloor = floor;
    const drawn = JSON.stringify([site.name, site.timeZone, site.currency, floor]);
    if (this.#drawnFloor === drawn) return;     // A reconnection tells the same floor again; what has focus keeps it.
    this.#drawnFloor = drawn;
    this.format = new SiteFormat(site);
    setText(this.#parts.name, site.name);
    document.title = `${site.name} - SyncOps live floor`;
    this.#cards.clear();
    this.#sectorNames = new Map(floor.sectors.map(sector => [sector.id, sector.name]));
    this.#resourceNames = new Map(floor.resources.map(resource => [resource.id, resource.name ?? resource.id]));
    this.#order = new Map(floor.sectors.map((sector, index) => [sector.id, index]));
    const shown = floor.sectors.filter(sector => !sector.retired);
    this.#tiles = new Map(shown.map(sector => [sector.id, new SectorTile(sector)]));
    const areas = floor.areas.map(area => ({ ...area, sectors: shown.filter(sector => sector.area === area.id) }));
    this.#parts.floor.replaceChildren(...areas.filter(area => area.sectors.length > 0).map(area => {
      const section = h("section", { class: "area", "data-area": area.id, "aria-label": area.name },
        h("h2", {}, area.name), h("div", { class: "tiles" }, ...area.sectors.map(sector => this.#tiles.get(sector.id).element)));
      section.style.setProperty("--tiles", area.sectors.length);
      return section;
    }));
  }

  #drawStrip() {
    const { governance, sectors } = this.#live, parts = this.#parts;
    const money = amount => (typeof amount === "number" ? this.format.money(amount) : "-");
    setText(parts.forming, money(governance?.formingCost));
    setText(parts.preventable, money(governance?.preventableCost));
    setText(parts.prevented, money(governance?.preventedCost));
    const statuses = [...this.#tiles.keys()].map(id => sectors.get(id)?.status ?? "stale");
    const tally = Object.keys(tallyWords).map(status => [status, statuses.filter(each => each === status).length])
      .filter(([status, count]) => count > 0 || status !== "stale");
    const key = JSON.stringify(tally);
    if (parts.tally.dataset.key === key) return;
    parts.tally.dataset.key = key;
    parts.tally.replaceChildren(...tally.map(([status, count]) =>
      h("li", { class: count === 0 ? "none" : null }, statusIcon(status), h("strong", {}, String(count)), tallyWords[status])));
  }

  #drawCards() {
    const live = this.#live, all = [...live.cards.values()];
    const open = all.filter(card => !closedStates.has(card.state))
      .sort((a, b) => cardOrder.indexOf(a.state) - cardOrder.indexOf(b.state) || newestFirst(b, a));
    this.#cards = new Map(open.map(card => [card.id, this.#cards.get(card.id) ?? new AdviceCard(card.id, this)]));
    for (const card of open) {
      this.#cards.get(card.id).update(card);
      this.#cards.get(card.id).tick(live.now, live.connection === "live");
    }
    arrange(this.#parts.cards, open.map(card => this.#cards.get(card.id).element));
    const proposed = open.filter(card => card.state === "proposed");
    setText(this.#parts["open-count"], `${proposed.length} open`);
    this.#parts["no-advice"].hidden = open.length > 0;
    this.#drawRecent(all.filter(card => closedStates.has(card.state)).sort(newestFirst).slice(0, recentShown));
    this.#announce(proposed);
  }

  #drawRecent(closed) {
    const key = closed.map(card => `${card.id} ${card.version}`).join();
    if (key === this.#closedShown) return;
    this.#closedShown = key;
    this.#parts.recent.replaceChildren(...closed.map(outcomeLine));
    this.#parts["recent-section"].hidden = closed.length === 0;
  }

  #announce(proposed) {
    const fresh = proposed.filter(card => this.#announced && !this.#announced.has(card.id));
    if (fresh.length > 0) setText(this.#parts.announcer, `New advice: ${fresh.map(card => card.headline).join("; ")}`);
    this.#announced = new Set([...(this.#announced ?? []), ...proposed.map(card => card.id)].slice(-500));
  }

  // What a card needs of the page it is on.
  #sectorNames = new Map();
  #resourceNames = new Map();
  #order = new Map();
  format = null;
  sectorName = id => this.#sectorNames.get(id) ?? id;
  resourceName = id => this.#resourceNames.get(id) ?? id;
  sectorOrder = id => this.#order.get(id) ?? this.#order.size;
  decide = (...decision) => this.#live.decide(...decision);

  get horizonMinutes() {
    return Math.max(0, ...[...this.#live.sectors.values()].map(horizonOf)) || Infinity;
  }

  /** Asks why a card is turned down: the sentence to record, or null when the supervisor keeps the card. */
  askReason(headline) {
    const dialog = this.#parts.reject, form = dialog.querySelector("form");
    form.reset();
    setText(this.#parts["reject-headline"], headline);
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise(resolve => dialog.addEventListener("close", () => {
      const { reason, words } = Object.fromEntries(new FormData(form));
      resolve(dialog.returnValue === "reject" ? [reason, words.trim()].filter(Boolean).join(": ") : null);
    }, { once: true }));
  }
}

customElements.define("syncops-floor", SyncOpsFloor);
