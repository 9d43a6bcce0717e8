import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { show, shown, Unread } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** A parser of a whole language takes its time: so many characters take some 50 ms. */
const longest = 40_000;

/** More brackets in each other than any configuration has; each is a level of recursion. */
const deepest = 60;

/** More items than a list of a configuration has, where one is repeated. */
const mostItems = 100_000;

type Values = Record<string, unknown>;

const values = (): Values => Object.create(null) as Values;

const isValues = (value: unknown): value is Values =>
  Object(value) === value && Object.getPrototypeOf(value) === null;

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

const withDecimals = (text: string): string =>
  text.replace(bareNumbers, (whole, _, number?: string) =>
    number === undefined ? whole : `${number}0`,
  );

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/**
 * The text of a literal; nothing in it is evaluated. One that formats (`f"…"`) is no literal for the parser, and one that ends
 * without its quotes is none for us.
 */
function stringOf(code: string): string | undefined {
  const [, prefix = "", , body] = /^([A-Za-z]*)("""|'''|"|')([^]*)\2$/.exec(code) ?? [];
  if (body === undefined) return undefined;
  return /r/i.test(prefix)
    ? body
    : body.replace(/\\([^])/g, (_, sign: string) => escapes[sign] ?? sign);
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/** Arithmetic on numbers, and the joining and repeating of lists and texts, as in Python. */
function operate(left: unknown, operator: string, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) {
    if (operator === "+") return left + right;
    if (operator === "-") return left - right;
    if (operator === "*") return left * right;
    if (operator === "/") return right === 0 ? undefined : left / right;
    if (operator === "//") return right === 0 ? undefined : Math.floor(left / right);
    if (operator === "%") return right === 0 ? undefined : left - right * Math.floor(left / right);
    if (operator === "**") return left ** right;
  }
  if (operator === "+" && Array.isArray(left) && Array.isArray(right)) {
    const joined = [...(left as unknown[]), ...(right as unknown[])];
    return joined.length > mostItems ? undefined : joined;
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") {
    return left.length + right.length > longest ? undefined : left + right;
  }
  if (
    operator === "*" &&
    Array.isArray(left) &&
    isNumber(right) &&
    left.length * right <= mostItems
  ) {
    return Array.from({ length: Math.max(0, right) }, () => left as unknown[]).flat();
  }
  return undefined;
}

/** The functions whose value depends on nothing but their arguments. */
const functions: Readonly<Record<string, (items: readonly unknown[]) => unknown>> = {
  int: ([value]) => (isNumber(value) ? Math.trunc(value) : undefined),
  float: ([value]) =>
    isNumber(value)
      ? value
      : typeof value === "string" && value.length < 40
        ? Number(value)
        : undefined,
  round: ([value, digits]) =>
    isNumber(value) && digits === undefined ? Math.round(value) : undefined,
  len: ([value]) => (Array.isArray(value) ? value.length : undefined),
  max: (items) => (items.every(isNumber) ? Math.max(...items) : undefined),
  min: (items) => (items.every(isNumber) ? Math.min(...items) : undefined),
  list: ([value]) => (Array.isArray(value) ? value : undefined),
  tuple: ([value]) => (Array.isArray(value) ? value : undefined),
};

/** Evaluates the literals of a module, and what earlier ones are named. */
class Module {
  readonly names = values();

  constructor(
    private readonly place: string,
    private readonly text: string,
  ) {}

  private code(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** For a text that ends with its line. */
  private refuseString(node: SyntaxNode): never {
    throw new TypeError(
      `@anneal/import: ${this.place} is no Python: a text must end with the quotes that it begins with, got ${show(this.code(node))}`,
    );
  }

  private unread(node: SyntaxNode): Unread {
    return new Unread(this.code(node).replace(/\s+/g, " "));
  }

  /** The parts of a node but for brackets and commas. */
  private parts(node: SyntaxNode): SyntaxNode[] {
    const parts: SyntaxNode[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (!/^(?:[()[\]{},:]|Comment)$/.test(child.name)) parts.push(child);
    }
    return parts;
  }

  private items(node: SyntaxNode): unknown[] {
    const items: unknown[] = [];
    let isSpread = false;
    for (const part of this.parts(node)) {
      if (part.name === "*") {
        isSpread = true;
        continue;
      }
      const value = this.value(part);
      if (isSpread && Array.isArray(value)) items.push(...(value as unknown[]));
      else items.push(isSpread ? this.unread(part) : value);
      isSpread = false;
    }
    return items;
  }

  private dictionary(node: SyntaxNode): unknown {
    const entries = values();
    const parts = this.parts(node);
    for (let index = 0; index < parts.length; index += 2) {
      if (parts[index]!.name === "**") {
        const spread = parts[index + 1] && this.value(parts[index + 1]!);
        if (!isValues(spread)) return this.unread(node);
        Object.assign(entries, spread);
        continue;
      }
      const key = this.value(parts[index]!);
      if ((typeof key !== "string" && !isNumber(key)) || parts[index + 1] === undefined) {
        return this.unread(node);
      }
      entries[String(key)] = this.value(parts[index + 1]!);
    }
    return entries;
  }

  /** `dict(a=1)`, a function of numbers, or the class of something with its arguments, of which the name is kept. */
  private call(node: SyntaxNode): unknown {
    const [callee, list] = [node.firstChild!, node.lastChild!];
    const name = this.code(callee);
    const entries = values();
    const items: unknown[] = [];
    const parts = this.parts(list);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      if (part.name === "**" || part.name === "*") {
        const spread = this.value(parts[++index]!);
        if (part.name === "*" || !isValues(spread)) return this.unread(node);
        Object.assign(entries, spread);
      } else if (parts[index + 1]?.name === "AssignOp") {
        entries[this.code(part)] = this.value(parts[index + 2]!);
        index += 2;
      } else items.push(this.value(part));
    }
    if (name === "dict" || name === "Dict" || name === "ConfigDict") {
      if (items.length === 0) return entries;
      return items.length === 1 && isValues(items[0])
        ? Object.assign(values(), items[0], entries)
        : this.unread(node);
    }
    if (Object.hasOwn(functions, name)) return functions[name]!(items) ?? this.unread(node);
    return this.unread(node);
  }

  private member(node: SyntaxNode): unknown {
    const owner = this.value(node.firstChild!);
    const last = this.parts(node).at(-1)!;
    const key = last.name === "PropertyName" ? this.code(last) : this.value(last);
    if (isValues(owner) && (typeof key === "string" || isNumber(key)) && String(key) in owner) {
      return owner[String(key)];
    }
    if (Array.isArray(owner) && Number.isInteger(key)) {
      return (owner as unknown[]).at(key as number) ?? this.unread(node);
    }
    return this.unread(node);
  }

  /** What an expression is; what would have to be run is {@link Unread}. */
  value(node: SyntaxNode): unknown {
    switch (node.name) {
      case "Number": {
        const number = Number(this.code(node).replaceAll("_", ""));
        return Number.isNaN(number) ? this.unread(node) : number;
      }
      case "String":
        return stringOf(this.code(node)) ?? this.refuseString(node);
      case "ContinuedString": {
        const texts = this.parts(node).map((part) => this.value(part));
        return texts.every((text) => typeof text === "string") ? texts.join("") : this.unread(node);
      }
      case "Boolean":
        return this.code(node) === "True";
      case "None":
        return null;
      case "VariableName": {
        const name = this.code(node);
        return name in this.names ? this.names[name] : this.unread(node);
      }
      case "ArrayExpression":
      case "TupleExpression":
      case "SetExpression":
        return this.items(node);
      case "ParenthesizedExpression":
        return this.value(this.parts(node)[0]!);
      case "DictionaryExpression":
        return this.dictionary(node);
      case "CallExpression":
        return this.call(node);
      case "MemberExpression":
        return this.member(node);
      case "UnaryExpression": {
        const operand = this.value(node.lastChild!);
        const operator = this.code(node.firstChild!);
        if (operator === "not" && typeof operand === "boolean") return !operand;
        if (!isNumber(operand)) return this.unread(node);
        return operator === "-" ? -operand : operator === "+" ? operand : this.unread(node);
      }
      case "BinaryExpression": {
        const [left, operator, right] = this.parts(node) as [SyntaxNode, SyntaxNode, SyntaxNode];
        return (
          operate(this.value(left), this.code(operator), this.value(right)) ?? this.unread(node)
        );
      }
      default:
        return this.unread(node);
    }
  }

  /** Gives a name, or a field of what has one, its value. */
  private assign(target: SyntaxNode, value: unknown): void {
    if (target.name === "VariableName") this.names[this.code(target)] = value;
    if (target.name !== "MemberExpression") return;
    const owner = this.value(target.firstChild!);
    const last = this.parts(target).at(-1)!;
    const key = last.name === "PropertyName" ? this.code(last) : this.value(last);
    if (isValues(owner) && typeof key === "string") owner[key] = value;
    else if (owner instanceof Unread && /^\w+$/.test(owner.code) && typeof key === "string") {
      // `config.learning_rate = …`, where what config is was made elsewhere.
      const made = values();
      made[key] = value;
      this.names[owner.code] = made;
    }
  }

  /** Every name that a statement which is not run may set has a value that is not known. */
  private forget(node: SyntaxNode): void {
    node.cursor().iterate((inner) => {
      if (/^(?:FunctionDefinition|ClassDefinition|LambdaExpression)$/.test(inner.name))
        return false;
      if (/^(?:Assign|Update)Statement$/.test(inner.name)) {
        const [target] = this.parts(inner.node);
        if (target?.name === "VariableName")
          this.names[this.code(target)] = this.unread(inner.node);
      }
      return undefined;
    });
  }

  statement(node: SyntaxNode): void {
    if (node.name === "AssignStatement") {
      const sides: SyntaxNode[][] = [[]];
      for (const part of this.parts(node)) {
        if (part.name === "AssignOp") sides.push([]);
        else if (part.name !== "TypeDef") sides.at(-1)!.push(part);
      }
      const last = sides.pop()!;
      if (sides.length === 0 || last.length === 0) return;
      const assigned = last.map((part) => this.value(part));
      const value = assigned.length === 1 ? assigned[0] : assigned;
      for (const targets of sides) {
        if (targets.length === 1) this.assign(targets[0]!, value);
        else {
          targets.forEach((target, index) => {
            this.assign(target, Array.isArray(value) ? value[index] : this.unread(node));
          });
        }
      }
    } else if (node.name === "UpdateStatement") {
      const [target, operator, right] = this.parts(node) as [SyntaxNode, SyntaxNode, SyntaxNode];
      const updated = operate(
        this.value(target),
        this.code(operator).slice(0, -1),
        this.value(right),
      );
      this.assign(target, updated ?? this.unread(node));
    } else if (node.name === "ExpressionStatement") {
      // A file that is one literal, as a dictionary written by repr.
      const expression = node.firstChild!;
      if (/^(?:Dictionary|Call)Expression$/.test(expression.name)) {
        const value = this.value(expression);
        if (isValues(value)) Object.assign(this.names, value);
      }
    } else if (/^(?:If|For|While|With|Try|Match)Statement$/.test(node.name)) this.forget(node);
  }
}

/**
 * Reads the literals of a Python module: assignments of numbers, text, lists and dictionaries, `dict(…)`, arithmetic and
 * names that were assigned before.
 *
 * Nothing is run. An expression that would have to be is kept as its text, and refused only where its value is needed.
 *
 * @param place - What the text is called in errors.
 * @returns The names of the module with their values.
 * @throws {TypeError} If it is no Python.
 * @throws {RangeError} If it is longer than 40,000 characters, or if brackets are more than 60 deep in each other.
 */
export function parsePython(place: string, given: string): unknown {
  refuseLong(place, given, longest);
  refuseDeep(place, given);
  const text = withDecimals(given);
  let script: SyntaxNode;
  try {
    // Strictly: to find a meaning in what has none takes long.
    script = parser.configure({ strict: true }).parse(text).topNode;
  } catch (error) {
    const at = Number(/\d+$/.exec((error as Error).message)![0]);
    const line = text.slice(0, at).split("\n").length;
    throw new TypeError(
      `@anneal/import: ${place} is no Python: line ${line} must be a statement, got ${show(text.slice(at, at + 20).slice(0, shown))}`,
      { cause: error },
    );
  }
  const module = new Module(place, text);
  for (let node = script.firstChild; node !== null; node = node.nextSibling) module.statement(node);
  return module.names;
}
