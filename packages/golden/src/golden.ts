import { readFileSync } from "node:fs";

/** The libraries whose learning rates are recorded. */
export type GoldenSystem = "torch" | "keras" | "optax" | "timm" | "transformers";

/** A value in JSON, as options of another library are. */
export type GoldenValue =
  | null
  | boolean
  | number
  | string
  | readonly GoldenValue[]
  | { readonly [name: string]: GoldenValue };

/** Arguments by the other library's own names. */
export type GoldenOptions = Readonly<Record<string, GoldenValue>>;

/** How a library failed. */
export interface GoldenError {
  /** The step, or the index of the metric, that it was asked for; `null` in its constructor. */
  readonly at_step: number | null;
  readonly type: string;
  readonly message: string;
}

/** How the value of a step was read: see `packs/README.md`. */
export type GoldenReading = "stepped" | "closed" | "called";

/** What was called: a class or function, and its arguments. */
export interface GoldenCall {
  readonly target: string;
  readonly options: GoldenOptions;
  /** Not there for a plateau. */
  readonly reading?: GoldenReading;
}

interface Recorded {
  readonly id: string;
  readonly system: GoldenSystem;
  /** What keras and optax computed in; everything else is computed in 64 bits. */
  readonly dtype?: "float32" | "float64";
  readonly error?: GoldenError;
}

/** What a schedule of another library gave. */
export interface GoldenCase extends Recorded {
  /** For a reader, not to be parsed. */
  readonly call?: string;
  readonly base_lr?: number;
  /** The rate that timm's constructor sets, before any step. */
  readonly initial?: number;
  readonly steps: readonly number[];
  /** The rate used by each of `steps`. */
  readonly values: readonly number[];
  /** The momentum used by each of `steps`. */
  readonly momentum?: readonly number[];
}

/** What a schedule that reacts to a metric did in another library. */
export interface GoldenPlateauCase extends Recorded {
  readonly lr0: number;
  readonly metrics: readonly number[];
  /** The rate after each metric. */
  readonly lr_after: readonly number[];
}

/** The cases of one pack; `transformers.json` has plateaus among them. */
export interface GoldenPack {
  readonly generator: string;
  readonly cases: readonly (GoldenCase & GoldenCall)[];
  readonly plateaus: readonly (GoldenPlateauCase & GoldenCall)[];
}

/** A scheduler that torch saved, and the rates that it went on to give. */
export interface GoldenTorchState extends GoldenCall {
  readonly id: string;
  readonly base_lr: number;
  readonly state_dict: GoldenOptions;
  /** `state_dict` as Python's `json.dumps` writes it, where that is not JSON. */
  readonly text?: string;
  readonly param_groups?: readonly GoldenOptions[];
  /** Whether it cannot be read back, for its curve is a function. */
  readonly refused?: true;
  readonly taken?: number;
  readonly steps?: readonly number[];
  readonly values?: readonly number[];
  readonly metrics?: readonly number[];
  readonly next_metrics?: readonly number[];
  readonly lr_after?: readonly number[];
}

/** A schedule that Keras serialised, and its rates. */
export interface GoldenKerasDocument {
  readonly id: string;
  readonly document: GoldenOptions;
  readonly dtype: "float32";
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Training arguments of Hugging Face, and the rates of the scheduler that they choose. */
export interface GoldenTrainingArguments {
  readonly id: string;
  readonly lr_scheduler_type: string;
  readonly lr_scheduler_kwargs: GoldenOptions;
  readonly num_warmup_steps: number | null;
  readonly num_training_steps: number | null;
  readonly base_lr: number;
  readonly steps?: readonly number[];
  readonly values?: readonly number[];
  readonly metrics?: readonly number[];
  readonly lr_after?: readonly number[];
}

/** What other libraries save. */
export interface GoldenSaved {
  readonly generator: string;
  readonly torch: readonly GoldenTorchState[];
  readonly keras: readonly GoldenKerasDocument[];
  readonly transformers: readonly GoldenTrainingArguments[];
}

type Entry = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A promise that a file does not keep. */
function broken(where: string, rule: string): never {
  throw new TypeError(`@anneal/testing: ${where} must be ${rule}`);
}

function objectIn(value: unknown, where: string): Entry {
  return isObject(value) ? value : broken(where, "an object");
}

function listIn(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : broken(where, "a list");
}

function requireText(entry: Entry, where: string, ...names: readonly string[]): void {
  for (const name of names) {
    if (typeof entry[name] !== "string") broken(`${where}.${name}`, "a string");
  }
}

// JSON has none of these.
const unwritable = new Map<unknown, number>([
  ["nan", NaN],
  ["inf", Infinity],
  ["-inf", -Infinity],
]);

function numbersIn(value: unknown, where: string): number[] {
  return listIn(value, where).map((item, index) => {
    const number = unwritable.get(item) ?? item;
    return typeof number === "number" ? number : broken(`${where}[${index}]`, "a number");
  });
}

const lists = ["steps", "values", "momentum", "metrics", "next_metrics", "lr_after"];

/** An entry with its lists decoded, those that belong together equally long. */
function decoded(value: unknown, where: string, pairs: readonly (readonly string[])[]): Entry {
  const entry = objectIn(value, where);
  requireText(entry, where, "id");
  const named = `${where} ${String(entry["id"])}`;
  const numbers = Object.fromEntries(
    lists
      .filter((name) => name in entry)
      .map((name) => [name, numbersIn(entry[name], `${named}.${name}`)]),
  );
  // The last metric of a failed plateau has no rate.
  const failed = "error" in entry;
  const present = pairs.filter(([first = ""]) => first in numbers);
  if (present.length === 0) broken(named, `one with ${pairs.map(([name]) => name).join(" or ")}`);
  for (const [first = "", second = ""] of present) {
    const [ours, theirs] = [numbers[first]!, numbers[second]];
    if (theirs?.length !== ours.length && !(failed && first === "metrics")) {
      broken(`${named}.${second}`, `as long as its ${first}`);
    }
  }
  if (failed) requireText(objectIn(entry["error"], `${named}.error`), named, "type", "message");
  return { ...entry, ...numbers };
}

const cases: readonly (readonly string[])[] = [["steps", "values"]];
const plateaus: readonly (readonly string[])[] = [["metrics", "lr_after"]];

/** Reads a document and checks that it says what made it. */
function documentOf(name: string): Entry {
  const file = `${name}.json`;
  const url = new URL(`../packs/${file}`, import.meta.url);
  const document = objectIn(JSON.parse(readFileSync(url, "utf8")), file);
  requireText(document, file, "generator");
  return document;
}

function called(entry: Entry, call: unknown, where: string): GoldenCall {
  const found = objectIn(call, `${where}: what ${String(entry["id"])} called`);
  requireText(found, where, "target");
  objectIn(found["options"], `${where}: options`);
  return found as unknown as GoldenCall;
}

/**
 * The cases of a file of golden values, each with what was called.
 *
 * @param name - A pack; `plateau` and `wider` are packs of all libraries.
 * @throws {TypeError} If the file is not what `packs/README.md` says, naming the case.
 */
export function goldenPack(name: GoldenSystem | "plateau" | "wider"): GoldenPack {
  const file = `${name}.json`;
  const document = documentOf(name);
  const calls = objectIn(documentOf("calls")["calls"], "calls.json: calls");
  const listed = [
    ...listIn(document["cases"], `${file}: cases`),
    ...listIn(document["plateaus"] ?? [], `${file}: plateaus`),
  ].map((value) => {
    const entry = decoded(value, file, [...cases, ...plateaus]);
    requireText(entry, file, "system");
    const prefix = name === "plateau" ? "plateau/" : "";
    const key = `${prefix}${String(entry["system"])}/${String(entry["id"])}`;
    return { ...entry, ...called(entry, name === "wider" ? entry : calls[key], file) };
  });
  return {
    generator: String(document["generator"]),
    cases: listed.filter((entry) => "steps" in entry) as unknown as GoldenPack["cases"],
    plateaus: listed.filter((entry) => "metrics" in entry) as unknown as GoldenPack["plateaus"],
  };
}

/**
 * What torch, Keras and Hugging Face save of a schedule, and the rates that follow.
 *
 * @throws {TypeError} If the file is not what `packs/README.md` says, naming the entry.
 */
export function goldenSaved(): GoldenSaved {
  const document = documentOf("saved");
  const entries = (name: string, pairs: readonly (readonly string[])[]): unknown =>
    listIn(document[name], `saved.json: ${name}`).map((value) =>
      decoded(value, `saved.json: ${name}`, pairs),
    );
  return {
    generator: String(document["generator"]),
    torch: entries("torch", [...cases, ["next_metrics", "lr_after"]]),
    keras: entries("keras", cases),
    transformers: entries("transformers", [...cases, ...plateaus]),
  } as GoldenSaved;
}
