/** A block of code in a page of documentation. */
export interface Fence {
  readonly language: string;
  readonly code: string;
  /** The line of the page on which its code begins, from 1. */
  readonly line: number;
}

/** Every block of code of a page. */
export const fencesOf = (markdown: string): Fence[] =>
  [...markdown.matchAll(/^(`{3,})([^\n`]*)\n([\s\S]*?)^\1$/gm)].map(
    ({ 2: language = "", 3: code = "", index }) => ({
      language,
      code,
      line: markdown.slice(0, index).split("\n").length + 1,
    }),
  );

/** The packages that the install lines of a page name. */
export const installedBy = (markdown: string): string[] =>
  fencesOf(markdown)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"))
    .filter((line) => /^npm (install|i) /.test(line))
    .flatMap((line) => line.split(/\s+/).slice(2))
    .filter((argument) => !argument.startsWith("-"));

const errorClaim = /^(.*?);?[ \t]*\/\/ throws (.*)$/gm;
const valueClaim = /^(.*?);?[ \t]*\/\/ => (.*)$/gm;

/** Whether a block shows errors: the first of them ends it, whoever pastes it. */
export const showsErrors = ({ code }: Fence): boolean => code.search(errorClaim) >= 0;

/** Whether a block is a test file, which only a runner of tests runs. */
export const isTest = ({ code }: Fence): boolean =>
  / from "(vitest|@anneal\/testing)";$/m.test(code);

/**
 * A block as a compiler is to see it: as it stands there. What must throw may be what the compiler refuses as well.
 */
export const compiled = ({ code }: Fence): string => code.replace(errorClaim, "// @ts-ignore\n$&");

/**
 * A block as a module that checks what its comments claim, still in TypeScript: `expression; // => value` that they are
 * equal, `expression; // throws text` that the message of the error has the text.
 */
export function claiming(fence: Fence): string {
  if (showsErrors(fence) && fence.code.search(valueClaim) >= 0) {
    throw new SyntaxError(
      `line ${String(fence.line)}: a block shows either values or errors: nothing runs after the first error`,
    );
  }
  const body = fence.code
    .replace(valueClaim, "claim.equal($1, $2);")
    .replace(
      errorClaim,
      (_line, code: string, text: string) =>
        `claim.throws(() => ${code}, ${JSON.stringify(text.trim())});`,
    );
  return `import * as claim from "./claim.mjs";\n${body}`;
}

/** The module `claim.mjs`, which is to lie beside each. */
export const claim = `import { deepStrictEqual, fail } from "node:assert";
export const equal = deepStrictEqual;
export function throws(call, text) {
  let message;
  try {
    call();
  } catch (error) {
    message = String(error.message);
  }
  if (message === undefined) fail("nothing was thrown, but must be: " + text);
  if (!message.includes(text)) fail(message + "\\nmust have: " + text);
}
`;
