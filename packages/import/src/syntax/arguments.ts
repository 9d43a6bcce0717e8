import { refuseLong } from "./refuseLong.ts";

/** Words are looked at one by one: so many characters are read in some 20 ms. */
const longest = 300_000;

/** A word, or a piece of one: a comment, an escape, a text in quotes, what separates words, anything else. */
const pieces =
  /(?:^|(?<=\s))#[^\n]*|\\\r?\n|\\.|"((?:[^"\\]|\\[^])*)"|'([^']*)'|([\s;|&()<>]+)|[^\s;|&()<>"'\\#]+|["'\\#]/g;

/** Where a command ends. */
const stop = "\n";

/** The words of commands, without comments, quotes and line ends that are escaped. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const end = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (const [piece, double, single, space] of text.matchAll(pieces)) {
    const quoted = double ?? single;
    if (space !== undefined || /^(?:#.|\\\r?\n)/.test(piece)) {
      end();
      if (/[^\s<>]|\n/.test(space ?? "")) words.push(stop);
    } else if (quoted !== undefined && /(?:^|\s)--\w/.test(quoted)) {
      // Arguments that a variable holds.
      end();
      words.push(...quoted.split(/[\s\\]+/).filter((each) => each !== ""), stop);
    } else word = (word ?? "") + (quoted ?? piece.replace(/^\\/, ""));
  }
  end();
  return words;
}

/**
 * Reads the arguments of a command, as a shell script has them: `--key value`, `--key=value`, `--flag`.
 *
 * Several values are a list. Nothing is run: `$NAME` is the text that was assigned to it before, or stays as it is.
 *
 * @param place - What the text is called in errors.
 * @returns The arguments by their names, without the hyphens in front.
 * @throws {TypeError} If there is no argument.
 * @throws {RangeError} If it is longer than 300,000 characters.
 */
export function parseArguments(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  const variables = new Map<string, string>();
  const filled = (word: string): string =>
    word.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => variables.get(name) ?? whole);
  const found = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const word of wordsOf(text)) {
    if (word === stop) {
      values = undefined;
      continue;
    }
    const [, name, value] = /^--([A-Za-z][\w.-]*)(?:=([^]*))?$/.exec(word) ?? [];
    const [, variable, text] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
    if (name !== undefined) {
      values = value === undefined ? [] : [filled(value)];
      found.set(name, values);
      // What has its value already takes no more.
      if (value !== undefined) values = undefined;
    } else if (variable !== undefined && values === undefined) {
      if (text!.length <= 200) variables.set(variable, filled(text!));
    } else if (/^-[A-Za-z]/.test(word)) values = undefined;
    else {
      const value = filled(word);
      // A variable of which nothing is known may be a value; after one, it holds further arguments.
      const isUnknown = /^\$\{?\w+(?:\[[@*]\])?\}?$/.test(value) && values?.length !== 0;
      if (!isUnknown && (value !== "" || word === "")) values?.push(value);
    }
  }
  if (found.size === 0) {
    throw new TypeError(
      `@anneal/import: ${place} holds no arguments: they are written as --key value`,
    );
  }
  return Object.fromEntries(
    [...found].map(([name, given]) => [
      name,
      given.length === 0 ? true : given.length === 1 ? given[0] : given,
    ]),
  );
}
