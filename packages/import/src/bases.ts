import { isPlain } from "./settings.ts";
import type { Entries } from "./settings.ts";
import { show, shown, Unread } from "./show.ts";
import type { Values } from "./syntax/pythonValues.ts";
import { unmarked } from "./syntax/refuseLong.ts";
import type { ParseText, Syntax } from "./syntaxes.ts";

/**
 * The text of every file that a file is based on, by its path relative to that file, as `_base_` has it; or a function that gives
 * the text of a path, or `undefined` where there is none.
 */
export type Bases =
  | Readonly<Record<string, string>>
  | ((path: string) => string | undefined | Promise<string | undefined>);

/** More files than any configuration is made of: they may go round. */
const mostFiles = 100;

/** More mappings in each other than any configuration has; each is a level of recursion. */
const deepest = 100;

/** The keys that name the files below: of OpenMMLab, and of Detectron2 and PaddleDetection. */
const keys = ["_base_", "_BASE_"] as const;

/** A path, from the folder of the file that has it. */
function pathFrom(file: string, path: string): string {
  if (/^(?:\/|~|\w+:)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of [...file.split("/").slice(0, -1), ...path.split("/")]) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return (file.startsWith("/") ? "/" : "") + parts.join("/");
}

const merged = (entries: Entries = {}): Record<string, unknown> =>
  Object.assign(Object.create(null) as Record<string, unknown>, entries);

/** A value of a file where the file below has one: mappings are merged, all else takes its place. */
function over(
  place: string,
  below: unknown,
  value: unknown,
  // Of one mapping that is in many places, as is the one below it, what is merged is one as well.
  known = new Map<Entries, Map<Entries, unknown>>(),
  depth = 0,
): unknown {
  if (!isPlain(value)) return value;
  const { _delete_: isAlone, ...entries } = value;
  // A tag of YAML makes an object of its own, which is not merged.
  if (Object.hasOwn(value, "!")) return value;
  if (below === undefined || below === null || isAlone === true) return merged(entries);
  // What is not known below is not known above.
  if (below instanceof Unread) return below;
  if (!isPlain(below)) {
    throw new TypeError(
      `@anneal/import: ${place.slice(0, shown)} must be what it is in the file below, or a mapping with _delete_: True in it; there it is ${show(below)}`,
    );
  }
  if (depth > deepest) {
    throw new RangeError(
      `@anneal/import: ${place.slice(0, shown)} must have at most ${deepest} mappings in each other`,
    );
  }
  const others = known.get(below) ?? new Map<Entries, unknown>();
  if (others.has(value)) return others.get(value);
  const all = merged(below);
  known.set(below, others.set(value, all));
  for (const [key, each] of Object.entries(entries)) {
    all[key] = over(
      `${place}.${key}`,
      Object.hasOwn(below, key) ? below[key] : undefined,
      each,
      known,
      depth + 1,
    );
  }
  return all;
}

/** `from .._base_.schedules.x import *` in `with read_base():`, as a path. */
function pathOfModule(module: string): string {
  const [, dots, name] = /^(\.*)(.*)$/.exec(module) as unknown as [string, string, string];
  return `${"../".repeat(Math.max(0, dots.length - 1))}${name.replaceAll(".", "/")}.py`;
}

/** The modules that a text imports from in `with read_base():`, with their files. */
function importsOf(text: string): Map<string, string> {
  const modules = new Map<string, string>();
  let isInside = false;
  for (const line of text.split("\n")) {
    // A line that begins further in, an empty one and a comment are still of the block.
    if (/^[^\s#]/.test(line)) isInside = line.startsWith("with read_base():");
    const module = isInside ? /^\s+from\s+([\w.]+)\s+import\b/.exec(line)?.[1] : undefined;
    if (module !== undefined) modules.set(module, pathOfModule(module));
  }
  return modules;
}

/** The files that a document says it is based on. */
function basesOf(place: string, document: Entries): string[] {
  const key = keys.find((each) => document[each] !== undefined && document[each] !== null);
  if (key === undefined) return [];
  const given = document[key];
  return (Array.isArray(given) ? (given as unknown[]) : [given]).map((path) => {
    if (typeof path === "string" && path.length < 1000) return path;
    throw new TypeError(
      `@anneal/import: ${place}: ${key} must be the path of a file, or a list of paths, got ${show(path)}`,
    );
  });
}

/**
 * What a parser makes of a text, with what that is based on below it: mappings are merged, and all else takes its place.
 *
 * A file that is not there stays named in `_base_` (or `_BASE_`), for whoever misses what it sets.
 *
 * @param syntax - The one that it is written in, as are all files below.
 */
export async function withBases(
  { name: syntaxName, endings }: Pick<Syntax, "name" | "endings">,
  parse: ParseText,
  place: string,
  text: string,
  bases: Bases,
): Promise<unknown> {
  const document = parse(place, text);
  if (typeof bases !== "function" && !isPlain(bases)) {
    throw new TypeError(
      `@anneal/import: read: bases must be an object of texts by their paths, or a function of a path, got ${show(bases)}`,
    );
  }
  if (!isPlain(document) || (basesOf(place, document).length === 0 && importsOf(text).size === 0)) {
    return document;
  }
  const textOf =
    typeof bases === "function"
      ? bases
      : (path: string) => Object.entries(bases).find(([name]) => pathFrom("", name) === path)?.[1];
  let files = 0;
  const whole = async (
    where: string,
    path: string,
    own: string,
    read: Entries,
  ): Promise<{ readonly document: Entries; readonly missing: readonly string[] }> => {
    const missing: string[] = [];
    const load = async (name: string): Promise<Entries | undefined> => {
      const from = pathFrom(path, name);
      if (/\.\w+$/.test(from) && !endings.test(from)) {
        throw new TypeError(
          `@anneal/import: ${place} is no ${syntaxName}: it must be of the syntax of the file below, ${show(from)}`,
        );
      }
      if (++files > mostFiles) {
        throw new RangeError(
          `@anneal/import: ${place} must be based on at most ${mostFiles} files, and those on each other in no circle`,
        );
      }
      const below = await textOf(from);
      if (below === undefined) {
        missing.push(from);
        return undefined;
      }
      const its = `read: the base ${show(from)}`;
      if (typeof below !== "string") {
        throw new TypeError(
          `@anneal/import: ${its} must be the text of a file, got ${show(below)}`,
        );
      }
      const own = unmarked(below);
      const entries = parse(its, own);
      if (!isPlain(entries)) {
        throw new TypeError(`@anneal/import: ${its} must be a mapping, got ${show(entries)}`);
      }
      const made = await whole(its, from, own, entries);
      missing.push(...made.missing);
      return made.document;
    };
    let below = merged();
    for (const name of basesOf(where, read)) {
      const next = await load(name);
      if (next !== undefined) below = merged(over(where, below, next) as Entries);
    }
    const modules: Record<string, Values> = {};
    for (const [module, file] of importsOf(own)) {
      const loaded = await load(file);
      if (loaded !== undefined) modules[module] = merged(loaded);
    }
    // What is Python may use what is below it.
    const isAlone = Object.keys(below).length === 0 && Object.keys(modules).length === 0;
    const again = isAlone ? read : (parse(where, own, { _base_: below, modules }) as Entries);
    const entries = Object.fromEntries(
      Object.entries(again).filter(([key]) => !keys.some((each) => each === key)),
    );
    return { document: over(where, below, entries) as Entries, missing };
  };
  const { document: made, missing } = await whole(place, "", text, document);
  if (missing.length === 0) return made;
  const key = document["_BASE_"] === undefined ? "_base_" : "_BASE_";
  return merged({ ...made, [key]: missing });
}
