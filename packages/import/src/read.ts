import { withBases } from "./bases.ts";
import type { Bases } from "./bases.ts";
import { formats } from "./formats.ts";
import type { Imported } from "./imported.ts";
import type { ImportOptions } from "./importOptions.ts";
import { notGiven } from "./notGiven.ts";
import { Settings } from "./settings.ts";
import { didYouMean, show } from "./show.ts";
import { refuseLong, unmarked } from "./syntax/refuseLong.ts";
import { syntaxes } from "./syntaxes.ts";

/** Options of {@link recognise}. */
export interface RecogniseOptions {
  /** The name of the file, whose ending says which syntax is tried first. @defaultValue none */
  readonly fileName?: string | undefined;
  /** The format, as `"deepspeed"`. @defaultValue found by what the file holds */
  readonly format?: string | undefined;
  /** The text of every file that this one is based on (`_base_`, `_BASE_`, `with read_base():`), by its path there. @defaultValue none */
  readonly bases?: Bases | undefined;
}

/** Options of {@link read}. */
export interface ReadOptions extends ImportOptions, RecogniseOptions {}

/** A file of which syntax and format are found. */
export interface Recognised {
  /** The format, as `"deepspeed"`. */
  readonly format: string;
  /** Makes a schedule of it, as often as wanted. */
  readonly import: (options?: ImportOptions) => Imported;
}

const place = "read: the text";

/** What every parser, tried on it one after the other, is done with in 50 ms; an importer alone takes twice as much. */
const longest = 500_000;

/** An object to look at, or `undefined` for what is none. */
function looked(document: unknown): Settings | undefined {
  if (Object(document) !== document || Array.isArray(document)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(document);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const findings = { importer: "read", notes: [], lacks: [] };
  return new Settings(findings, "", document as Record<string, unknown>);
}

/**
 * Finds syntax and format of a file of another trainer, and leaves it to its caller to make schedules of it: at once, or for
 * trainings of several lengths.
 *
 * @param given - The text, as {@link read} takes it.
 * @param options - See {@link RecogniseOptions}.
 * @returns See {@link Recognised}.
 * @throws {TypeError} If it is of no syntax or format that is known, or if two formats fit.
 * @throws {RangeError} If it is too long.
 *
 * @example
 * ```ts
 * const recognised = await recognise("lr0: 0.01\nlrf: 0.1\nepochs: 10\nwarmup_epochs: 0\n");
 * recognised.format; // => "ultralytics"
 * [100, 200].map((stepsPerEpoch) => recognised.import({ stepsPerEpoch }).steps); // => [1000, 2000]
 * ```
 */
export async function recognise(
  given: string,
  options: RecogniseOptions = {},
): Promise<Recognised> {
  if (typeof given !== "string") {
    throw new TypeError(`@anneal/import: ${place} must be a string, got ${show(given)}`);
  }
  const text = unmarked(given);
  refuseLong(place, text, longest);
  const { fileName, format: wanted, bases = {} } = options;
  const names = formats.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new RangeError(
      `@anneal/import: read: format must be one of ${names.join(", ")}, got ${show(wanted)}${didYouMean(wanted, names)}`,
    );
  }
  const named = syntaxes.filter(({ endings }) => endings.test(fileName ?? ""));
  const others = syntaxes.filter((syntax) => !named.includes(syntax) && syntax.mayBe.test(text));
  const failures: Error[] = [];
  const read: string[] = [];
  let why = "";
  for (const syntax of [...named, ...others]) {
    const { name, formats: written } = syntax;
    const parse = await syntax.load();
    let document: unknown;
    try {
      document = await withBases(syntax, parse, place, text, bases);
    } catch (error) {
      failures.push(error as Error);
      continue;
    }
    const settings = looked(document);
    if (settings === undefined) continue;
    read.push(name);
    why ||= notGiven(settings);
    const fitting = formats.filter(
      (format) =>
        (wanted ?? format.name) === format.name &&
        (written?.includes(format.name) ?? true) &&
        format.recognises(settings),
    );
    const [first, second] = fitting;
    if (second !== undefined) {
      throw new TypeError(
        `@anneal/import: read: the text fits ${fitting.map((each) => each.name).join(" and ")}; say which with the option format`,
      );
    }
    if (first !== undefined) {
      return { format: first.name, import: (more) => first.importer(document, more) };
    }
  }
  const [failure] = failures;
  if (read.length === 0 && failure !== undefined) throw failure;
  throw new TypeError(
    `@anneal/import: ${place} must be a file of ${wanted ?? `one of ${names.join(", ")}`}; ${
      read.length > 0
        ? `it was read as ${read.join(" and ")}, but holds nothing that shows it${why && `; ${why}`}`
        : `it is of none of the syntaxes ${syntaxes.map(({ name }) => name).join(", ")}`
    }`,
  );
}

/**
 * The schedule of a file of another trainer, whatever it is of.
 *
 * The syntax (JSON, YAML, TOML, INI, the `.cfg` of Darknet, protobuf text, the literals of Python) and the format are found
 * by what the text holds. Parsers are loaded when they are needed, and only then; that is why it is asynchronous. Nothing of a
 * file is run.
 *
 * @param text - The file: at most 500,000 characters, 250,000 of TOML, 70,000 of YAML, 40,000 of Python.
 * @param options - See {@link ReadOptions}.
 * @returns See {@link Imported}.
 * @throws {TypeError} If it is of no syntax or format that is known, if two formats fit, or if the importer of the format throws
 *   one.
 * @throws {RangeError} If it is too long, or if the importer throws one.
 *
 * @example
 * ```ts
 * const { format, learningRate } = await read("learning_rate = 1e-3  # high\ndecay_lr = False\n");
 * format; // => "nanogpt"
 * sample(learningRate, { steps: 2 }); // => [0.001, 0.001]
 * ```
 */
export async function read(text: string, options: ReadOptions = {}): Promise<Imported> {
  const { fileName, format, bases, ...more } = options;
  return (await recognise(text, { fileName, format, bases })).import(more);
}
