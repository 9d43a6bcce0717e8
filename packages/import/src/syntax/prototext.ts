import { show } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

type Message = Record<string, unknown>;

/** A comment or blank; a word or number; a string; a sign of punctuation. */
const token =
  /(?:[\s,;]+|#[^\n]*)|([\w.+/-]+)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([{}<>[\]:])/y;

interface Token {
  readonly text: string;
  readonly at: number;
}

const deepest = 64;

/** Nearly every character may be a token: so many take some 50 ms. */
const longest = 300_000;

/** A number, a boolean or the name of an enumeration. */
function scalar(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text.replace(/(?<=[\d.])f$/, ""));
  return Number.isNaN(number) ? text : number;
}

/**
 * Reads the text format of protocol buffers: `name: value`, `name { … }`, lists and repeated fields, which become arrays.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If it is not that, with the line.
 */
export function parsePrototext(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  const broken = (at: number, rule: string): never => {
    const line = text.slice(0, at).split("\n").length;
    throw new TypeError(
      `@anneal/import: ${place} is no protobuf text: line ${line} must have ${rule}, got ${show(text.slice(at, at + 20))}`,
    );
  };
  token.lastIndex = 0;
  const next = (): Token | undefined => {
    while (token.lastIndex < text.length) {
      const at = token.lastIndex;
      const match = token.exec(text);
      if (match === null) return broken(at, "a name, a value or a brace");
      const found = match[1] ?? match[2] ?? match[3];
      if (found !== undefined) return { text: found, at };
    }
    return undefined;
  };
  let ahead = next();
  const take = (): Token => {
    const current = ahead ?? broken(text.length, "a value before its end");
    ahead = next();
    return current;
  };
  const value = (depth: number): unknown => {
    const { text: word, at } = take();
    if (word === "{" || word === "<") return message(word === "{" ? "}" : ">", depth + 1);
    if (word === "[") {
      const items: unknown[] = [];
      while (ahead?.text !== "]") items.push(value(depth + 1));
      take();
      return items;
    }
    if (/^["']/.test(word)) {
      let joined = word.slice(1, -1);
      while (ahead !== undefined && /^["']/.test(ahead.text)) joined += take().text.slice(1, -1);
      return joined;
    }
    return /^[\w.+-]/.test(word) ? scalar(word) : broken(at, "a value");
  };
  const message = (end: string | undefined, depth: number): Message => {
    if (depth > deepest) broken(token.lastIndex, `at most ${deepest} messages in each other`);
    const fields = Object.create(null) as Message;
    const repeated = new Set<string>();
    while (ahead?.text !== end) {
      const { text: first, at } = take();
      // An extension has its whole name in brackets.
      const name = first === "[" ? take().text : first;
      if (!/^[A-Za-z_][\w./-]*$/.test(name)) broken(at, "the name of a field");
      if (first === "[" && take().text !== "]") broken(at, "a bracket after the name of a field");
      if (ahead?.text === ":") take();
      else if (ahead?.text !== "{" && ahead?.text !== "<") {
        broken(at, "a colon or a brace after the name of a field");
      }
      const item = value(depth);
      if (!(name in fields)) fields[name] = item;
      else if (repeated.has(name)) (fields[name] as unknown[]).push(item);
      else {
        fields[name] = [fields[name], item];
        repeated.add(name);
      }
    }
    if (end !== undefined) take();
    return fields;
  };
  return message(undefined, 0);
}
