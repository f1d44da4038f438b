// Figures and times as the floor reads them: the site's own time zone and currency, 24-hour clock.

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** Units or units per hour: one decimal below 10, none above. */
export const amount = value => (Math.abs(value) < 9.95 ? tenths : whole).format(Math.abs(value) < 0.05 ? 0 : value);

/** Minutes as "24 min" or "2 h 05"; a value at the horizon (minutes) only says that it is longer: "> 4 h". */
export function duration(minutes, horizon = Infinity) {
  if (minutes >= horizon - 0.5) return `> ${duration(horizon)}`;
  const rounded = Math.round(minutes);
  if (rounded < 100) return `${rounded} min`;
  const rest = rounded % 60;
  return rest === 0 ? `${rounded / 60} h` : `${Math.floor(rounded / 60)} h ${String(rest).padStart(2, "0")}`;
}

export const percent = share => `${Math.round(share * 100)} %`;

/** A range as "20 (14-27)", or only the middle when nothing is uncertain. */
export function range({ p20, p50, p80 }, show = amount) {
  const [low, middle, high] = [p20, p50, p80].map(show);
  return low === high ? [middle, ""] : [middle, `${low}\u2013${high}`];
}

/** Times and money of one site. A zone or currency this browser does not know falls back to UTC and plain numbers. */
export class SiteFormat {
  #seconds; #minutes; #day; #money; #suffix;

  constructor({ timeZone, currency }) {
    const zone = knownOr(() => new Intl.DateTimeFormat("en-GB", { timeZone }) && timeZone, "UTC");
    const style = options => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    this.#seconds = style({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    this.#minutes = style({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.#day = style({ weekday: "short", day: "numeric", month: "short" });
    this.#suffix = zone === timeZone ? "" : " UTC";
    this.#money = knownOr(
      () => new Intl.NumberFormat("en-GB", { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 }),
      whole);
  }

  clock = instant => this.#seconds.format(Date.parse(instant)) + this.#suffix;
  time = instant => this.#minutes.format(Date.parse(instant)) + this.#suffix;
  day = instant => this.#day.format(Date.parse(instant));
  money = value => this.#money.format(Math.abs(value) < 0.5 ? 0 : value);
}

function knownOr(make, fallback) {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return fallback;
    throw error;
  }
}

export const minutesBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 60_000;

/** How far the outlook reaches, minutes, in whole half hours (its points fall on intervals, not on the clock); 0 without an outlook. */
export const horizonOf = ({ asOf, outlook }) => (outlook?.length ? Math.ceil(minutesBetween(asOf, outlook.at(-1).at) / 30) * 30 : 0);
