import { kinds, parse } from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";

/** What a spec stands for, or why it stands for nothing. */
export type Reading =
  | { readonly schedule: Schedule | ReactiveSchedule; readonly problem?: undefined }
  | { readonly schedule?: undefined; readonly problem: Problem };

/** Why a spec is no schedule. */
export interface Problem {
  readonly message: string;
  /** Where in the spec: `["phases", 1, "kind"]`; empty for the whole of it. */
  readonly path: readonly (number | string)[];
}

/** The steps of a path such as `spec.phases[1].kind`. */
const stepsOf = (path: string): (number | string)[] =>
  [...path.matchAll(/\.([^.[\]\s]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));

/**
 * The path that an error of `parse` ends or begins with, and the option that it names.
 *
 * `parse` says "… (at spec.schedule)" of a schedule that is wrong, whose options are then named at the beginning; and
 * "spec.schedule.kind must be …" of what is no schedule at all.
 */
function pathOf(message: string): readonly (number | string)[] {
  const at = /\(at spec([^)\s]*)\)$/.exec(message);
  if (!at) return stepsOf(/^@anneal\/core: parse: spec(\S*)/.exec(message)?.[1] ?? "");
  const option = /^\S+: \w+: (?:[\w]+)(?:\[\d+\]|\.\w+)* must be /.exec(message)?.[0];
  const named = option?.split(": ")[2]?.replace(/ must be $/, "");
  const steps = stepsOf(at[1] ?? "");
  return named === undefined || named === "each option"
    ? steps
    : [...steps, ...stepsOf(`.${named}`)];
}

/** The schedule of a spec. It never throws. */
export function read(spec: unknown): Reading {
  try {
    return { schedule: parse(spec, kinds) };
  } catch (error) {
    const { message } = error as Error;
    return { problem: { message, path: pathOf(message) } };
  }
}
