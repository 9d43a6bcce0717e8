import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { show } from "../show.ts";
import { PythonModule } from "./pythonModule.ts";
import type { Below } from "./pythonModule.ts";
import { refuseLong } from "./refuseLong.ts";

/** A parser of a whole language takes its time: so many characters take some 50 ms. */
const longest = 40_000;

/** More brackets in each other than any configuration has; each is a level of recursion. */
const deepest = 60;

/** Refuses brackets in brackets in brackets, which would be taken apart one call inside the other. */
function refuseDeep(place: string, text: string): void {
  let depth = 0;
  // A text that does not end goes on to the end of its line, so that no character is looked at twice.
  for (const [sign] of text.matchAll(
    /#[^\n]*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[([{]|[)\]}]/g,
  )) {
    if (/^[([{]/.test(sign)) depth++;
    else if (/^[)\]}]/.test(sign)) depth--;
    if (depth > deepest) {
      throw new RangeError(
        `@anneal/import: ${place} must have at most ${deepest} brackets in each other`,
      );
    }
  }
}

/**
 * Texts and comments, which stay as they are, or a number whose last character is its point: `0.` and `1.e-4` are numbers in
 * Python, and the grammar of the parser does not have them. A text that does not end goes on to where it could have ended, so that
 * no character is looked at twice.
 */
const bareNumbers =
  /("""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|#[^\n]*)|(?<![\w.])(\d[\d_]*\.)(?=[eE][-+]?\d|(?![\w.]))/g;

/** What MMEngine puts the value of another file in the place of. */
const baseValue = /["']?\{\{\s*(_base_(?:\.\w+)+)\s*\}\}["']?/g;

const withDecimals = (text: string): string =>
  text.replace(bareNumbers, (whole, _, number?: string) =>
    number === undefined ? whole : `${number}0`,
  );

/**
 * Reads the literals of a Python module: assignments of numbers, text, lists and dictionaries, `dict(…)`, arithmetic and
 * names that were assigned before.
 *
 * Nothing is run. An expression that would have to be is kept as its text, and refused only where its value is needed.
 *
 * @param place - What the text is called in errors.
 * @param below - What the files that it is based on hold; without it, what it uses of them is not known.
 * @returns The names of the module with their values.
 * @throws {TypeError} If it is no Python.
 * @throws {RangeError} If it is longer than 40,000 characters, or if brackets are more than 60 deep in each other.
 */
export function parsePython(place: string, given: string, below?: Below): unknown {
  refuseLong(place, given, longest);
  refuseDeep(place, given);
  const text = withDecimals(given.replace(baseValue, "$1"));
  let script: SyntaxNode;
  try {
    // Strictly: to find a meaning in what has none takes long.
    script = parser.configure({ strict: true }).parse(text).topNode;
  } catch (error) {
    const at = Number(/\d+$/.exec((error as Error).message)![0]);
    const line = text.slice(0, at).split("\n").length;
    throw new TypeError(
      `@anneal/import: ${place} is no Python: line ${line} must be a statement, got ${show(text.slice(at, at + 20))}`,
      { cause: error },
    );
  }
  const module = new PythonModule(place, text, below);
  for (let node = script.firstChild; node !== null; node = node.nextSibling) module.statement(node);
  return module.names;
}
