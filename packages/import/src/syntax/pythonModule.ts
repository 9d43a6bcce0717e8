import type { SyntaxNode } from "@lezer/common";
import { show, Unread } from "../show.ts";
import { extend, isNumber, operate, pythonFunctions } from "./pythonOperations.ts";
import { isValues, stringOf, update, values } from "./pythonValues.ts";
import type { Values } from "./pythonValues.ts";

/** What a module may use of the files that it is based on. */
export interface Below {
  /** All of those that `_base_` names, as one. */
  readonly _base_: Values;
  /** Those from which `with read_base():` imports, by how they are written there. */
  readonly modules: Readonly<Record<string, Values>>;
}

/** Methods that change nothing. */
const reading = /^(?:get|keys|values|items|copy|index|count)$/;

/** Evaluates the literals of a module, and what earlier ones are named. */
export class PythonModule {
  readonly names = values();

  constructor(
    private readonly place: string,
    private readonly text: string,
    private readonly below?: Below,
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
      if (!isSpread || !extend(items, value)) items.push(isSpread ? this.unread(part) : value);
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
  private call(node: SyntaxNode, name = this.code(node.firstChild!)): unknown {
    const list = node.lastChild!;
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
    if (["dict", "Dict", "ConfigDict"].includes(name)) {
      if (items.length === 0) return entries;
      return items.length === 1 && isValues(items[0])
        ? Object.assign(values(), items[0], entries)
        : this.unread(node);
    }
    if (Object.hasOwn(pythonFunctions, name))
      return pythonFunctions[name]!(items) ?? this.unread(node);
    return this.unread(node);
  }

  /** What a member is called, or its place. */
  private key(node: SyntaxNode): unknown {
    const last = this.parts(node).at(-1)!;
    return last.name === "PropertyName" ? this.code(last) : this.value(last);
  }

  private member(node: SyntaxNode): unknown {
    const owner = this.value(node.firstChild!);
    const key = this.key(node);
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
    if (target.name === "VariableName") {
      const name = this.code(target);
      // From here on it is what those files hold.
      this.names[name] = name === "_base_" && this.below !== undefined ? this.below._base_ : value;
    }
    if (target.name !== "MemberExpression") return;
    const owner = this.value(target.firstChild!);
    const key = this.key(target);
    if (isValues(owner) && typeof key === "string") owner[key] = value;
    else if (Array.isArray(owner) && Number.isInteger(key)) {
      const items = owner as unknown[];
      const index = (key as number) < 0 ? items.length + (key as number) : (key as number);
      if (index in items) items[index] = value;
    } else if (owner instanceof Unread && /^\w+$/.test(owner.code) && typeof key === "string") {
      // `config.learning_rate = …`, where what config is was made elsewhere.
      const made = values();
      made[key] = value;
      this.names[owner.code] = made;
    }
  }

  /** `a.update(…)` and the like: what a method that is not known may have changed is not known any more. */
  private method(node: SyntaxNode): void {
    const callee = node.firstChild!;
    const [holder, last] = [callee.firstChild!, this.parts(callee).at(-1)!];
    const owner = this.value(holder);
    const name = last.name === "PropertyName" ? this.code(last) : "";
    if ((!isValues(owner) && !Array.isArray(owner)) || reading.test(name)) return;
    const call = this.call(node, "dict");
    const items = this.parts(node.lastChild!).map((part) => this.value(part));
    if (isValues(owner) && name === "update" && isValues(call)) {
      // In a file of MMEngine, what comes from below is changed where it is told, and stays the same elsewhere.
      update(owner, call, this.below && []);
    } else if (Array.isArray(owner) && name === "append" && items.length === 1) {
      owner.push(items[0]);
    } else if (!(Array.isArray(owner) && name === "extend" && extend(owner, items[0]))) {
      let root = holder;
      while (root.name === "MemberExpression") root = root.firstChild!;
      this.assign(root, this.unread(node));
    }
  }

  /** `with read_base():` and what is imported in it, where the files below are known. */
  private imports(node: SyntaxNode, { modules }: Below): void {
    node.cursor().iterate((inner) => {
      if (inner.name !== "ImportStatement") return;
      const [, module, list] =
        /^from\s+([\w.]+)\s+import\s+([^]+)$/.exec(this.code(inner.node)) ?? [];
      const all = module === undefined ? undefined : modules[module];
      if (all === undefined) return;
      if (list!.trim() === "*") Object.assign(this.names, all);
      for (const [, name, alias] of list!.matchAll(/(\w+)(?:\s+as\s+(\w+))?/g)) {
        if (name! in all) this.names[alias ?? name!] = all[name!];
      }
    });
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
    if (node.name === "StatementGroup") {
      // Several on one line.
      for (const part of this.parts(node)) this.statement(part);
    } else if (node.name === "AssignStatement") {
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
      if (
        expression.name === "CallExpression" &&
        expression.firstChild!.name === "MemberExpression"
      ) {
        this.method(expression);
      } else if (/^(?:Dictionary|Call)Expression$/.test(expression.name)) {
        const value = this.value(expression);
        if (isValues(value)) Object.assign(this.names, value);
      }
    } else if (/^with\s+read_base\(\)/.test(this.code(node)) && this.below !== undefined) {
      this.imports(node, this.below);
    } else if (/^(?:If|For|While|With|Try|Match)Statement$/.test(node.name)) this.forget(node);
  }
}
