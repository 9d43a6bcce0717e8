import type { Analysis, Band, Figure, Interval, ToTarget, Verdict } from "../analysis/schema.ts";

export const inPercent = (value: number): string => String(Number((100 * value).toFixed(1)));

/** What stands where there is no figure. */
export const absent = "–";

/** A figure by its writer, or {@link absent}. */
export const orAbsent = <Value>(
  value: Value | null | undefined,
  write: (value: Value) => string,
): string => (value === null || value === undefined ? absent : write(value));

const minus = (text: string): string => text.replace("-", "−");

/** A share in percent, without the sign: 0.9123 is `91.23`. */
export function percent(share: number): string {
  const text = (100 * share).toFixed(2);
  return Number(text) === 0 ? "0.00" : minus(text);
}

/** A difference of shares in percentage points, with its sign. */
export function points(difference: number): string {
  const text = (100 * difference).toFixed(2);
  // What rounds to nothing has no sign.
  if (Number(text) === 0) return "0.00";
  return difference > 0 ? `+${text}` : minus(text);
}

/** A value of a metric that is no share. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return minus(value.toPrecision(6));
  return minus(size > 0 && size < 5e-5 ? value.toExponential(2) : value.toFixed(4));
}

/** A difference of such values, with its sign. */
export function plainDifference(difference: number): string {
  const text = plain(difference);
  if (difference === 0 || text === "0.0000") return "0.0000";
  return difference > 0 ? `+${text}` : text;
}

/** A learning rate: three digits are enough to tell two apart. */
export const rate = (value: number): string => String(Number(value.toPrecision(3)));

/** A whole number with thousands apart. */
export const whole = (value: number): string =>
  minus(value.toFixed(0)).replace(/\B(?=(?:\d{3})+$)/g, "\u202f");

/** A p value. */
export const probability = (value: number): string =>
  value < 0.0001 ? "< 0.0001" : value.toFixed(value < 0.01 ? 4 : 3);

/** Both ends of an interval. */
export const range = ({ low, high }: Interval, write: (value: number) => string): string =>
  `${write(low)} … ${write(high)}`;

/** A mean and its interval, if there is one. */
export const meanAndInterval = (figure: Figure, write: (value: number) => string): string =>
  figure.interval === null
    ? write(figure.mean)
    : `${write(figure.mean)} [${range(figure.interval, write)}]`;

/** A point of a curve with its band. */
export const meanAndBand = ({ mean, low, high }: Band, write: (value: number) => string): string =>
  low === null || high === null ? write(mean) : `${write(mean)} [${range({ low, high }, write)}]`;

/** How early the target was reached, and by how many. */
export function toTarget(value: ToTarget, write: (value: number) => string): string {
  if (value.of === 0) return absent;
  const share = `${String(value.reached)} of ${String(value.of)}`;
  return value.median === null ? `– (${share})` : `${write(value.median)} (${share})`;
}

const verdictMarks: Readonly<Record<Verdict, string>> = {
  better: "▲",
  worse: "▼",
  equivalent: "≈",
  identical: "=",
  "no difference shown": "·",
  "too few seeds": "·",
};

/** A verdict in words; where seeds are missing, with how many it takes. */
export const writeVerdict = (verdict: Verdict, { seedsNeeded }: Analysis["rules"]): string =>
  verdict === "too few seeds" ? `${verdict} (needs ${String(seedsNeeded)})` : verdict;

/** A verdict with a mark, so that it does not hang on a colour. */
export const markVerdict = (verdict: Verdict, rules: Analysis["rules"]): string =>
  `${verdictMarks[verdict]} ${writeVerdict(verdict, rules)}`;

/** A count with its noun. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${String(n)} ${n === 1 ? one : many}`;

/** Names in a sentence; of many, the first few. */
export function listed(names: readonly string[], limit = 4): string {
  const shown = names.length > limit ? names.slice(0, limit - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${String(rest)} others`] : shown;
  return parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)!}`;
}
