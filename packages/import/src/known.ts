import type { Findings } from "./settings.ts";

/** What can be known without asking for anything; nobody is asked for what the schedule does not need. */
export function known({ lacks }: Findings, find: () => number): number | undefined {
  const before = lacks.length;
  const found = find();
  if (lacks.length === before) return found;
  lacks.length = before;
  return undefined;
}
