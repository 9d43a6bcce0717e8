import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A tag of a docstring, such as `@see`. */
interface Tag {
  readonly name: string;
  /** The name of the parameter that a `@param` is about. */
  readonly about?: string;
  readonly text: string;
}

/** What a docstring says. */
export interface Docstring {
  readonly text: string;
  readonly tags: readonly Tag[];
}

/** What the sources of the packages say of what they export. */
export interface Sources {
  /** The docstring of a constant or function. */
  of(name: string): Docstring | undefined;
  /** The docstrings of the members of an interface, those that it inherits included. */
  membersOf(name: string): ReadonlyMap<string, Docstring>;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesIn(path);
    return path.endsWith(".ts") ? [path] : [];
  });

const plain = (comment: ts.JSDocTag["comment"]): string =>
  (ts.getTextOfJSDocComment(comment) ?? "").trim();

/** What stands behind a tag, without the stars of the comment. */
const written = (tag: ts.JSDocTag): string =>
  tag
    .getText()
    .replace(/^@\w+\s*/, "")
    .replace(/\n\s*\*(?!\/) ?/g, "\n")
    .trim();

function docstringOf(node: ts.Node): Docstring | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  if (!comment) return undefined;
  const tags = (comment.tags ?? []).map((tag): Tag => {
    const text = plain(tag.comment);
    // The first word after it is taken for a name that could be linked: the text itself has it all.
    if (ts.isJSDocSeeTag(tag)) return { name: "see", text: written(tag) };
    if (ts.isJSDocThrowsTag(tag)) {
      return {
        name: "throws",
        text: `\`${tag.typeExpression?.type.getText() ?? "Error"}\`: ${text}`,
      };
    }
    return ts.isJSDocParameterTag(tag)
      ? { name: "param", about: tag.name.getText(), text: text.replace(/^- /, "") }
      : { name: tag.tagName.text, text };
  });
  return { text: plain(comment.comment), tags };
}

/** Reads the docstrings of some folders of TypeScript. */
export function readSources(folders: readonly string[]): Sources {
  const docstrings = new Map<string, Docstring>();
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const file of folders.flatMap(filesIn)) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, "utf8"),
      ts.ScriptTarget.ES2022,
      true,
    );
    for (const statement of source.statements) {
      if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
      const names = ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : ts.isFunctionDeclaration(statement) && statement.name
          ? [statement.name.text]
          : [];
      const docstring = docstringOf(statement);
      if (docstring) for (const name of names) docstrings.set(name, docstring);
    }
  }
  const membersOf = (name: string): Map<string, Docstring> => {
    const declaration = interfaces.get(name);
    if (!declaration) return new Map();
    const inherited = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => [...membersOf(expression.getText())]),
    );
    const own = declaration.members.flatMap((member) => {
      const docstring = docstringOf(member);
      return member.name && docstring ? [[member.name.getText(), docstring] as const] : [];
    });
    return new Map([...inherited, ...own]);
  };
  return { of: (name) => docstrings.get(name), membersOf };
}
