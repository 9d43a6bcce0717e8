import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

/** The compiler of this checkout, as a program for Node. */
export const compiler = join(
  fileURLToPath(new URL("../..", import.meta.url)),
  "node_modules/typescript/bin/tsc",
);

/** A module without its types. */
export const javaScriptOf = (code: string): string =>
  transpileModule(code, {
    compilerOptions: {
      module: ModuleKind.ESNext,
      target: ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  }).outputText;
