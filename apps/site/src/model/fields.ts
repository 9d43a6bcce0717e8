import {
  curve,
  flag,
  increasingList,
  name,
  nonNegativeInteger,
  nonNegativeList,
  positiveInteger,
  schedule,
} from "anneal";
import type { Rule } from "anneal";
import { kindNamed } from "./catalogue.ts";

/** How an option is asked for. */
type Input =
  | "curve"
  | "flag"
  | "integer"
  | "json"
  | "number"
  | "numbers"
  | "phases"
  | "schedule"
  | "schedules"
  | "text"
  | "words";

/** An option of a kind, as a form shows it. */
export interface Field {
  readonly name: string;
  readonly input: Input;
  /** What the option must be, in words. */
  readonly rule: string;
  readonly required: boolean;
  /** What it is when it is left out, as JSON; `undefined` when nothing is. */
  readonly fallback?: unknown;
  /** The words there are to choose from. */
  readonly words?: readonly string[];
  readonly accepts: (value: unknown) => boolean;
}

const inputs: ReadonlyMap<Rule, Input> = new Map<Rule, Input>([
  [schedule, "schedule"],
  [curve, "curve"],
  [flag, "flag"],
  [name, "text"],
  [nonNegativeInteger, "integer"],
  [positiveInteger, "integer"],
  [nonNegativeList, "numbers"],
  [increasingList, "numbers"],
]);

/** The words of a rule made by `oneOf`, which it lists as JSON. */
const wordsOf = ({ rule }: Rule): readonly string[] | undefined =>
  rule.startsWith("one of ") ? (JSON.parse(`[${rule.slice(7)}]`) as string[]) : undefined;

function inputOf(rule: Rule): Input {
  const known = inputs.get(rule);
  if (known) return known;
  if (wordsOf(rule)) return "words";
  // A list of schedules has its own rule, which says what each item is.
  if (rule.rule.endsWith(schedule.rule)) return "schedules";
  return rule.type === undefined || rule.type === "number" ? "number" : "json";
}

/** The options of a kind, in the order in which its factory has them: those that it needs first. */
export function fieldsOf(kind: string): readonly Field[] {
  const { options = {}, defaults = {} } = kindNamed(kind) ?? {};
  const fields = Object.entries(options).map(([option, rule]): Field => {
    const words = wordsOf(rule);
    const required = !Object.hasOwn(defaults, option);
    const fallback = defaults[option];
    return {
      name: option,
      input: kind === "sequence" && option === "phases" ? "phases" : inputOf(rule),
      rule: rule.rule,
      required,
      // By way of text, in which a curve becomes its spec.
      ...(fallback !== undefined && { fallback: JSON.parse(JSON.stringify(fallback)) as unknown }),
      ...(words && { words }),
      accepts: rule.accepts,
    };
  });
  return [
    ...fields.filter(({ required }) => required),
    ...fields.filter(({ required }) => !required),
  ];
}
