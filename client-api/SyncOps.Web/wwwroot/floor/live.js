// One site as its live stream tells it: the newest of everything, and how fresh that is.

const staleAfterMs = 10_000;      // The server sends a clock frame about every second.
const abandonAfterMs = 30_000;    // A silent connection may be half open, which only a new one can find out.
const retryMs = 3_000;
const keptClosedCards = 50;
const requestTimeoutMs = 15_000;

export const closedStates = new Set(["rejected", "expired", "superseded", "done", "verified"]);

/**
 * Follows `GET /api/v1/sites/{site}/live`. Fires `change` after every frame and whenever the freshness changes. `connection` is
 * `connecting`, `live`, `stale` (connected, but silent) or `reconnecting`.
 */
export class LiveSite extends EventTarget {
  site = null;
  floor = null;
  now = null;
  sectors = new Map();
  cards = new Map();
  governance = null;
  connection = "connecting";
  refusal = null;

  #base; #source; #watch; #retry; #heardAt = 0;

  constructor(site) {
    super();
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}`;
  }

  open() {
    this.close();
    this.#heardAt = performance.now();
    const source = this.#source = new EventSource(`${this.#base}/live`);
    for (const [name, adopt] of Object.entries(this.#frames)) source.addEventListener(name, frame => this.#receive(frame, adopt));
    source.addEventListener("bye", () => this.#become("reconnecting"));
    source.onerror = () => this.#lost(source);
    this.#watch = setInterval(() => this.#checkFreshness(), 1_000);
  }

  close() {
    this.#source?.close();
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
  }

  /** Accepts, rejects or snoozes a card. Throws an Error whose message says why not; the same key again is the same decision. */
  async decide(card, verb, body, key) {
    const response = await fetch(`${this.#base}/recommendations/${encodeURIComponent(card)}/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (!response.ok) throw await refusalOf(response);
    this.#adoptCard(await response.json());
    this.#changed();
  }

  #frames = {
    snapshot: data => {
      this.site = data.site;
      this.floor = data.floor;
      this.now = data.site.now;
      this.governance = data.governance ?? null;
      this.sectors = new Map(data.sectors.map(sector => [sector.sector, sector]));
      this.cards = new Map(data.recommendations.map(card => [card.id, card]));
      this.#dropOldCards();
    },
    sector: data => {
      if (data.version >= (this.sectors.get(data.sector)?.version ?? 0)) this.sectors.set(data.sector, data);
      this.#advance(data.asOf);
    },
    recommendation: data => this.#adoptCard(data),
    plan: data => this.#advance(data.asOf),
    governance: data => { this.governance = data; },
    clock: data => { this.now = data.now; },
  };

  #receive(frame, adopt) {
    adopt(JSON.parse(frame.data));
    this.#heardAt = performance.now();
    this.refusal = null;
    this.connection = "live";
    this.#changed();
  }

  #adoptCard(card) {
    if (card.version < (this.cards.get(card.id)?.version ?? 0)) return;
    this.cards.set(card.id, card);
    this.#dropOldCards();
  }

  #dropOldCards() {
    const closed = [...this.cards.values()].filter(card => closedStates.has(card.state)).sort(newestFirst);
    for (const card of closed.slice(keptClosedCards)) this.cards.delete(card.id);
  }

  #advance(instant) {
    if (this.now === null || Date.parse(instant) > Date.parse(this.now)) this.now = instant;
  }

  #checkFreshness() {
    const silence = performance.now() - this.#heardAt;
    if (this.connection === "live" && silence > staleAfterMs) this.#become("stale");
    if (silence > abandonAfterMs && this.#source.readyState === EventSource.OPEN) this.open();
  }

  // The browser reconnects by itself, with Last-Event-ID, unless the server answered with an error: then it gives up for good.
  #lost(source) {
    this.#become("reconnecting");
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), retryMs);
    if (this.site === null) this.#explain();
  }

  async #explain() {
    try {
      const response = await fetch(this.#base, { signal: AbortSignal.timeout(requestTimeoutMs) });
      this.refusal = response.ok ? null : (await refusalOf(response)).message;
    } catch (error) {
      this.refusal = `The server does not answer (${error.message}).`;
    }
    this.#changed();
  }

  #become(connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const newestFirst = (a, b) => Date.parse(b.issuedAt) - Date.parse(a.issuedAt) || (a.id < b.id ? -1 : 1);

/** Ids of the sites this user may see, in id order. */
export async function listSites() {
  const response = await fetch("/api/v1/sites?limit=500", { signal: AbortSignal.timeout(requestTimeoutMs) });
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()).items;
}

async function refusalOf(response) {
  const problem = await response.json().catch(() => ({}));
  return new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
}
