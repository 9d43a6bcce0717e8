import { compact, toCode } from "anneal";
import type { ScheduleSpec } from "anneal";
import { packageOf } from "./catalogue.ts";
import { kindsIn } from "./code.ts";

/** A spec as a program that makes the schedule. It imports from the packages that `installLine` names. */
export function programOf(spec: unknown): string {
  const short = compact(spec as ScheduleSpec);
  const names = new Map<string, string[]>();
  for (const kind of [...kindsIn(short)].sort()) {
    const from = packageOf(kind);
    names.set(from, [...(names.get(from) ?? []), kind]);
  }
  const imports = [...names]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, kinds]) => `import { ${kinds.join(", ")} } from "${from}";\n`);
  return `${imports.join("")}\nexport const schedule = ${toCode(short)};\n`;
}
