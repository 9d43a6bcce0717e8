import { kinds, parse } from "anneal";
import type { Path, Place, ReactiveSchedule, Schedule } from "anneal";

/** What a spec stands for, or why it stands for nothing. */
export type Reading =
  | { readonly schedule: Schedule | ReactiveSchedule; readonly problem?: undefined }
  | { readonly schedule?: undefined; readonly problem: Problem };

/** Why a spec is no schedule. */
export interface Problem {
  readonly message: string;
  /** Where in the spec: `["phases", 1, "kind"]`; empty for the whole of it. */
  readonly path: Path;
}

/** The schedule of a spec. It never throws. */
export function read(spec: unknown): Reading {
  try {
    return { schedule: parse(spec, kinds) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { problem: { message, path: (cause as Partial<Place> | undefined)?.path ?? [] } };
  }
}
