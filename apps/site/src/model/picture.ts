import { isReactive, toSVG } from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";
import type { Course } from "./course.ts";

/** More values than the picture has pixels cannot be seen. */
const mostValues = 10_000;

/** A schedule as SVG: a pure one with its jumps at the exact step, one that reacts as its course went. */
export function pictureOf(
  schedule: Schedule | ReactiveSchedule,
  {
    course,
    steps,
    title,
  }: { readonly course: Course; readonly steps: number; readonly title: string },
): string {
  const drawn = isReactive(schedule)
    ? Array.from({ length: Math.min(steps, mostValues) }, (_, step) => course.at(step))
    : schedule;
  return toSVG(drawn, { steps, title });
}
