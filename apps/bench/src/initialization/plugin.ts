import { BenchmarkError } from "@anneal/experiment/errors";
import type { Files } from "./writeNew.ts";

/** What npm takes as the name of a package. */
const packageName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;

/** Where its files find each other. */
const entry = "../src/index.ts";
const own = "./inverse.ts";

const asJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const schedule = (
  name: string,
): string => `import { definePureSchedule, nonNegative, positive } from "@anneal/core";

/** Options of {@link inverse}. */
export interface InverseOptions {
  /** Learning rate at step 0: a finite number of at least 0. */
  readonly initial: number;
  /** The step at which half of it is left: a finite number above 0. */
  readonly half: number;
}

/** Inverse decay: initial / (1 + t / half). The first text is its name in JSON, so keep a prefix of your own. */
export const inverse = /* @__PURE__ */ definePureSchedule<InverseOptions>("${name}/inverse", {
  package: "${name}",
  options: { initial: nonNegative, half: positive },
  build: ({ initial, half }) => ({ at: (step) => initial / (1 + step / half) }),
});
`;

const tests = (name: string): string => `import {
  describeErrors,
  describeOptions,
  describeSchedule,
  nonNegativeCase,
  positiveCase,
} from "@anneal/testing";
import { expect, test } from "vitest";
import { inverse } from "${entry}";

const options = { initial: 0.1, half: 10 };

// What every schedule promises.
describeSchedule("inverse", () => inverse(options), [inverse]);
describeOptions("inverse", inverse, () => ({ ...options }));
describeErrors("${name}: ${name}/inverse", inverse, options, {
  initial: nonNegativeCase,
  half: positiveCase,
});

// What this one promises: values worked out without its code.
test.each([
  [0, 0.1],
  [10, 0.05],
  [30, 0.025],
])("at step %d it is %d", (step, expected) => {
  expect(inverse(options)(step)).toBe(expected);
});
`;

const readme = (name: string): string => `# ${name}

Learning-rate schedules for anneal.

\`\`\`sh
npm install ${name} @anneal/core
\`\`\`

\`\`\`ts
import { inverse } from "${name}";

inverse({ initial: 0.1, half: 10 })(10); // => 0.05
\`\`\`
`;

/**
 * The skeleton of a package of schedules.
 *
 * @param name - Its name for npm.
 * @throws {BenchmarkError} Of kind `"usage"`, if npm would not take the name.
 */
export function pluginFiles(name: string): Files {
  if (!packageName.test(name) || name.length > 214) {
    throw new BenchmarkError(
      "usage",
      `--plugin must be a name for a package of npm, such as my-schedules, got ${JSON.stringify(name.slice(0, 99))}`,
    );
  }
  return {
    "package.json": asJson({
      name,
      version: "0.1.0",
      description: "Learning-rate schedules for anneal.",
      keywords: ["anneal", "learning-rate", "lr-scheduler"],
      type: "module",
      sideEffects: false,
      files: ["dist", "src"],
      exports: {
        ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
        "./package.json": "./package.json",
      },
      scripts: { build: "tsc -p tsconfig.build.json", test: "vitest run" },
    }),
    "tsconfig.json": asJson({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        strict: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ["src", "test"],
    }),
    "tsconfig.build.json": asJson({
      extends: "./tsconfig.json",
      compilerOptions: { noEmit: false, declaration: true, rootDir: "src", outDir: "dist" },
      include: ["src"],
    }),
    "src/index.ts": `export { inverse } from "${own}";\nexport type { InverseOptions } from "${own}";\n`,
    "src/inverse.ts": schedule(name),
    "test/inverse.test.ts": tests(name),
    "README.md": readme(name),
  };
}

/** What to do with it, in its folder. */
export const pluginSteps = [
  "npm install --save-peer @anneal/core",
  "npm install --save-dev @anneal/testing typescript vitest",
  "npm test && npm run build",
];
