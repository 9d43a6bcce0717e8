import type { Finding } from "./finding.ts";
import { short } from "./finding.ts";
import type { Seen } from "./seen.ts";

/** What falls and then rises again, without having been told to repeat. */
export function* rises({ path, course }: Seen): Generator<Finding> {
  const rise = course.rise();
  if (!rise) return;
  const { step, from, to } = rise;
  const message = `it falls to ${short(from)} at step ${step} and then rises again, to ${short(to)}`;
  yield { rule: "rises-after-end", path, step, from, to, message };
}
