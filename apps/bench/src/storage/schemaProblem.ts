import type { z } from "zod";

/** The first thing in which a value does not have its schema, with the place where it is. */
export function schemaProblem({ issues }: z.ZodError): string {
  const [issue] = issues;
  const place = issue!.path.map(String).join(".");
  return place === "" ? issue!.message : `${place}: ${issue!.message}`;
}
