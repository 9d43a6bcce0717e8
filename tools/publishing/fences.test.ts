import { describe, expect, test } from "vitest";
import { claiming, compiled, fencesOf, installedBy, isTest, showsErrors } from "./fences.ts";

const page = `# Page

\`\`\`sh
npm install --save-dev anneal @anneal/core
npx anneal-bench
\`\`\`

\`\`\`ts
half(0.1); // => 0.05
\`\`\`

\`\`\`text
npm install nothing
\`\`\`
`;
const fence = (code: string) => ({ language: "ts", code, line: 3 });

test("a page has its blocks, with the line on which each begins", () => {
  expect(fencesOf(page)).toEqual([
    {
      language: "sh",
      code: "npm install --save-dev anneal @anneal/core\nnpx anneal-bench\n",
      line: 4,
    },
    { language: "ts", code: "half(0.1); // => 0.05\n", line: 9 },
    { language: "text", code: "npm install nothing\n", line: 13 },
  ]);
});

test("a page installs what its lines for a shell name, and no more", () => {
  expect(installedBy(page)).toEqual(["anneal", "@anneal/core"]);
});

describe("a block as a program", () => {
  test.each([
    ["half(0.1); // => 0.05", "claim.equal(half(0.1), 0.05);"],
    ["half(0.1) // => 0.05", "claim.equal(half(0.1), 0.05);"],
    ['half(-1); // throws got "-1"', 'claim.throws(() => half(-1), "got \\"-1\\"");'],
    ["const a = 1;", "const a = 1;"],
  ])("%s", (code, expected) => {
    expect(claiming(fence(`${code}\n`))).toBe(
      `import * as claim from "./claim.mjs";\n${expected}\n`,
    );
  });

  test("shows values or errors: not both", () => {
    expect(() => claiming(fence("half(1); // => 0.5\nhalf(-1); // throws\u0020-1\n"))).toThrow(
      "line 3: a block shows either values or errors: nothing runs after the first error",
    );
  });
});

describe("a block as a compiler sees it", () => {
  test("is what it is", () => {
    expect(compiled(fence("half(0.1); // => 0.05\n"))).toBe("half(0.1); // => 0.05\n");
    expect(showsErrors(fence("half(0.1); // => 0.05\n"))).toBe(false);
  });

  test.each([
    ['import { describeSchedule } from "@anneal/testing";\n', true],
    ['import { test } from "vitest";\n', true],
    ['import { cosine } from "anneal";\n', false],
  ])("is a test file by what it imports: %s", (code, expected) => {
    expect(isTest(fence(code))).toBe(expected);
  });

  test("may be wrong where it must throw", () => {
    expect(compiled(fence("half(-1); // throws got -1\n"))).toBe(
      "// @ts-ignore\nhalf(-1); // throws got -1\n",
    );
    expect(showsErrors(fence("half(-1); // throws got -1\n"))).toBe(true);
  });
});
