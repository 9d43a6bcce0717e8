import type { Settings } from "./settings.ts";
import { show } from "./show.ts";

/** What to do about files that a file is based on, where what they hold is not known; no text where there are none. */
export function notGiven(settings: Settings): string {
  const key = settings.first("_base_", "_BASE_");
  if (key === undefined) return "";
  const given = settings.get(key);
  const [first, ...more] = Array.isArray(given) ? (given as unknown[]) : [given];
  return `what ${show(first ?? key)}${more.length > 0 ? ` and ${more.length} more of ${key}` : ""} may set is not known: give the text of those files with the option bases of read`;
}
