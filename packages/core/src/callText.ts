import type { Kind } from "./kind.ts";
import type { Json } from "./schedule.ts";

/** How a spec is written. */
export interface Writing {
  /** The kind of a name, if it is known: it tells how its factory is called. */
  readonly kindOf: (kind: string) => Kind | undefined;
  /** How many schedules inside one another are written; of those further inside the kind alone. */
  readonly depth: number;
  /** How many items of a list are written; more are counted. */
  readonly items: number;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** What stands for a kind in a program: its factory, whose name has no prefix. */
export const factoryOf = (kind: string, known: Kind | undefined): string =>
  (known?.signature ?? kind).replace(/\(.*/s, "").replace(/^.*\//s, "");

/** The arguments of a call: the option that each of them is, or `"…"` for an object with all that are none. */
function parametersOf(known: Kind | undefined, options: readonly string[]): readonly string[] {
  const [, list] = /\((.*)\)/s.exec(known?.signature ?? "") ?? [];
  if (list !== undefined) return list.replace(/{.*}/, "…").split(", ");
  return known?.collect ? options : ["…"];
}

function objectText(entries: readonly (readonly [string, Json])[], writing: Writing): string {
  const items = entries.map(([key, item]) => {
    // A name that would be no property, but the prototype.
    const computed = key === "__proto__" ? `["${key}"]` : JSON.stringify(key);
    const name = identifier.test(key) && key !== "__proto__" ? key : computed;
    return `${name}: ${callText(item, writing)}`;
  });
  return items.length > 0 ? `{ ${items.join(", ")} }` : "{}";
}

/** JSON as one would write it in a program: every spec in it as the call that makes it. */
export function callText(value: Json, writing: Writing): string {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const items = list.slice(0, writing.items).map((item) => callText(item, writing));
    const rest = list.length - items.length;
    if (rest > 0) items.push(`… ${rest} more`);
    return `[${items.join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { kind, ...options } = value as { readonly [key: string]: Json };
  if (typeof kind !== "string") return objectText(Object.entries(value), writing);
  const known = writing.kindOf(kind);
  const name = factoryOf(kind, known);
  const entries = Object.entries(options);
  // A curve or a function of the learning rate, which has a name alone.
  if (entries.length === 0 && !known?.create) return name;
  if (writing.depth < 0) return `[${kind}]`;
  const inside = { ...writing, depth: writing.depth - 1 };
  const parameters = parametersOf(known, Object.keys(options));
  const texts = parameters.map((parameter) => {
    if (parameter === "…") {
      return objectText(
        entries.filter(([key]) => !parameters.includes(key)),
        inside,
      );
    }
    const option = options[parameter]!;
    // The one kind that has a factory among its options has its name in JSON.
    return kind === "vary" && parameter === "factory"
      ? factoryOf(option as string, writing.kindOf(option as string))
      : callText(option, inside);
  });
  return `${name}(${texts.join(", ")})`;
}
