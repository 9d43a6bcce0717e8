import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const libraries = ["keras", "optax", "timm", "torch", "transformers"];

const source = new URL("../src/", import.meta.url);

const statementsOf = (file: string): readonly ts.Statement[] =>
  ts.createSourceFile(
    file,
    readFileSync(new URL(file, source), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  ).statements;

/** The files of a library, a preset each and what some of them share; of the whole package for none. */
const filesOf = (library: string): readonly string[] =>
  (readdirSync(source, { recursive: true }) as string[]).filter(
    (file) => file.startsWith(library) && file.endsWith(".ts"),
  );

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** What is said of a declaration: before the tags, and in each of them. */
function docsOf(node: ts.Node): { readonly text: string; readonly tags: readonly string[] } {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  return {
    text: ts.getTextOfJSDocComment(comment?.comment) ?? "",
    tags: (comment?.tags ?? []).map((tag) =>
      tag
        .getText()
        .replace(/\n *\*? ?/g, "\n")
        .trim(),
    ),
  };
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  ts.getModifiers(statement)?.[0]?.kind === ts.SyntaxKind.ExportKeyword;

test("every option has a meaning, and a default exactly if it may be left out", () => {
  const members = filesOf("").flatMap((file) =>
    statementsOf(file)
      .filter(ts.isInterfaceDeclaration)
      .filter(isExported)
      .flatMap((each) => each.members.filter(ts.isPropertySignature)),
  );
  expect(members.length).toBeGreaterThan(200);
  const wrong = members.filter((member) => {
    const { text, tags } = docsOf(member);
    const hasDefault = tags.some((tag) => /^@defaultValue ./.test(tag));
    return !text.endsWith(".") || hasDefault !== (member.questionToken !== undefined);
  });
  expect(wrong.map((member) => member.getFullText())).toEqual([]);
});

describe.each(libraries)("%s", (library) => {
  const constants = new Map(
    filesOf(`${library}/`)
      .flatMap(statementsOf)
      .filter(ts.isVariableStatement)
      .filter(isExported)
      .map((statement) => {
        const { name, initializer } = statement.declarationList.declarations[0]!;
        return [name.getText(), { ...docsOf(statement), initializer }] as const;
      }),
  );
  const namespace = constants.get(library)!.initializer as ts.ObjectLiteralExpression;
  const presets = namespace.properties.map((property) => {
    const name = property.name!.getText();
    const own = ts.isPropertyAssignment(property) ? property.initializer.getText() : name;
    return [name, own, docsOf(property).text] as const;
  });

  test.each(presets)("%s says what it is", (name, own, summary) => {
    const { text, tags } = constants.get(own)!;
    const sentence =
      name === own ? text.split("\n\n")[0]! : "`get_greedy_schedule`: another name of `GreedyLR`.";
    // The types of the namespace have none but its own comments.
    expect(oneLine(summary)).toBe(`${oneLine(sentence)} See {@link ${own}}.`);
    expect(tags).toEqual([
      expect.stringMatching(/^@throws \{RangeError\} If .*\.$/s),
      expect.stringMatching(/^@throws \{TypeError\} If .*\.$/s),
      // A test of the package anneal runs it.
      expect.stringMatching(new RegExp(`^@example\n.*${library}\\.${own}\\(.*// => `, "s")),
    ]);
  });
});
