import type { Course } from "./course.ts";
import { short } from "./short.ts";

/** A longer table is not read. */
const mostRows = 50;

/** The chart as rows of text, the first one the names of the columns. */
export function tableOf(
  columns: readonly { readonly name: string; readonly course?: Course | undefined }[],
  steps: readonly number[],
): readonly (readonly string[])[] {
  const every = Math.max(1, Math.ceil(steps.length / mostRows));
  const shown = steps.filter((_, index) => index % every === 0);
  return [
    ["step", ...columns.map(({ name }) => name)],
    ...shown.map((step) => [
      String(step),
      ...columns.map(({ course }) => (course ? short(course.at(step)) : "")),
    ]),
  ];
}
