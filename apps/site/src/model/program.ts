import { compact, toCode } from "anneal";
import type { ScheduleSpec } from "anneal";
import { kindsIn } from "./code.ts";

/** A spec as a program that makes the schedule, with what it imports. */
export function programOf(spec: unknown): string {
  const short = compact(spec as ScheduleSpec);
  const names = [...kindsIn(short)].sort().join(", ");
  return `import { ${names} } from "anneal";\n\nexport const schedule = ${toCode(short)};\n`;
}
