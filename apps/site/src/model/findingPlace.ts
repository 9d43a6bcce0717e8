import { explain, kinds, parse } from "anneal";
import type { Explanation, Finding, LintRule, Path } from "anneal";
import { fieldsOf } from "./fields.ts";

type Spec = Readonly<Record<string, unknown>>;

/** A schedule in a spec, and where it stands there. */
interface Placed {
  readonly spec: unknown;
  readonly path: Path;
}

const isSpec = (value: unknown): value is Spec =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const kindOf = (spec: unknown): string =>
  isSpec(spec) && typeof spec["kind"] === "string" ? spec["kind"] : "number";

/** Options that say how long something takes, the likelier cause first. */
const lengths = [
  ...["steps", "milestones", "boundaries", "points", "cycles", "phases"],
  ...["period", "every", "decay", "warmup", "up"],
];

/** Options that say what the rate is at the beginning, the likelier cause first. */
const beginnings = ["from", "initial", "value", "values", "points", "peak", "min", "max"];

/** Options that say what the rate is in the end, the likelier cause first. */
const endings = ["to", "min", "value", "values", "points", "initial"];

/** The options that break a rule; where there are none the whole part does. */
const causes: Readonly<Partial<Record<LintRule, readonly string[]>>> = {
  "zero-start": beginnings,
  "zero-updates": endings,
  jump: beginnings,
  "unused-peak": lengths,
  "unused-floor": lengths,
  unreachable: lengths,
  horizon: lengths,
  "no-length": lengths,
};

/** The schedules directly inside one, in the order of its options. */
function insideOf({ spec, path }: Placed): readonly Placed[] {
  if (!isSpec(spec)) return [];
  return fieldsOf(kindOf(spec)).flatMap(({ name, input }) => {
    const value = spec[name];
    if (value === undefined) return [];
    if (input === "schedule") return [{ spec: value, path: [...path, name] }];
    if ((input !== "schedules" && input !== "phases") || !Array.isArray(value)) return [];
    return value.map((item: unknown, index) =>
      input === "phases" && isSpec(item) && !("kind" in item)
        ? { spec: item["schedule"], path: [...path, name, index, "schedule"] }
        : { spec: item, path: [...path, name, index] },
    );
  });
}

/** The part that a finding names by its kinds, as `plateau.sequence[1].cosine`; as far as it is in the spec. */
function partNamed(whole: unknown, names: string): Placed {
  let part: Placed = { spec: whole, path: [] };
  const segments = names.split(".");
  for (const [depth, kind] of segments.slice(1).entries()) {
    const inside = insideOf(part);
    const index = Number(/\[(\d+)\]$/.exec(segments[depth]!)?.[1] ?? 0);
    const name = kind.replace(/\[\d+\]$/, "");
    // Somebody's combinator may hold its schedules in another order than it names its options.
    const next =
      inside[index] !== undefined && kindOf(inside[index].spec) === name
        ? inside[index]
        : inside.find(({ spec }) => kindOf(spec) === name);
    if (!next) break;
    part = next;
  }
  return part;
}

/** The innermost part that gives the rate at a step. */
function activeName(explanation: Explanation): string {
  const active = explanation.parts.find((part) => part.active);
  return active ? activeName(active) : explanation.path;
}

/** When a schedule ends; 0 for a number, which has no end that anything waits for. */
const endOf = (spec: unknown): number => {
  try {
    const { end } = parse(spec, kinds) as { readonly end?: number };
    return end ?? 0;
  } catch {
    return 0;
  }
};

/** The part whose length the length of the whole is: that which ends last, and of a sequence the last. */
function longest(part: Placed): Placed {
  const [first, ...others] = insideOf(part);
  if (!first) return part;
  const last = others.reduce(
    (best, other) =>
      kindOf(part.spec) === "sequence" || endOf(other.spec) > endOf(best.spec) ? other : best,
    first,
  );
  return longest(last);
}

/** Where in a spec a finding comes from: the path of an option, or of a part where no option alone is at fault. */
export function placeOfFinding(spec: unknown, { rule, path, step }: Finding): Path {
  let part = partNamed(spec, path);
  if (rule === "horizon") part = longest(part);
  if ((rule === "zero-start" || rule === "zero-updates") && step !== undefined) {
    part = partNamed(spec, activeName(explain(parse(spec, kinds), step)));
  }
  const fields = fieldsOf(kindOf(part.spec)).map(({ name }) => name);
  const option = causes[rule]?.find((name) => fields.includes(name));
  return option === undefined || !isSpec(part.spec) ? part.path : [...part.path, option];
}
