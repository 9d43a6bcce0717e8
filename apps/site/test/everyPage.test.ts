import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executablePath, hasBrowser, openPage, openSite, watched } from "./builtSite.ts";
import type { BuiltSite } from "./builtSite.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The address of every page that was built, and of one that there is not. */
const pages = [
  ...readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html") && file !== "404.html")
    .map((file) => file.replace(/(^|(?<=\/))index\.html$|\.html$/, ""))
    .sort(),
  "nowhere",
];

interface Axe {
  readonly run: (
    where: Document,
    options: object,
  ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

const everything = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
};
/** All that another theme changes. */
const colours = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** How a page is looked at, each after the one before it. */
const looks = [
  { width: 1280, colorScheme: "light", options: everything },
  { width: 1280, colorScheme: "dark", options: colours },
  { width: 390, colorScheme: "dark", options: everything },
  { width: 390, colorScheme: "light", options: colours },
] as const;

/** One page of each kind that the theme draws in its own way: what is right for it is right for all that are drawn so. */
const examples = [
  ...["", "guide/start", "kinds/", "kinds/plateau", "kinds/sequence", "packages/core/"],
  ...[
    "docs/cheatsheet",
    "docs/formats/vision",
    "api/cosine/",
    "api/core/functions",
    "playground",
    "lab",
    "nowhere",
  ],
];

/** Every page is looked at once; the examples in each way, as all pages are by `ANNEAL_EVERY_LOOK=1`, which the nightly workflow sets. */
const looksAt = (path: string): (typeof looks)[number][] =>
  process.env["ANNEAL_EVERY_LOOK"] !== undefined || examples.includes(path)
    ? [...looks]
    : [looks[0]];

describe.skipIf(!hasBrowser)(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let site: BuiltSite;
  let context: BrowserContext;

  beforeAll(async () => {
    site = await openSite();
    context = await site.browser.newContext();
  });
  afterAll(async () => {
    await site.browser.close();
    site.server.close();
  });

  test("every page is there", () => {
    expect(pages.length).toBeGreaterThan(130);
    expect(pages).toEqual(expect.arrayContaining(examples));
  });

  test.each(pages)("the page /%s can be read by everybody", { timeout: 120_000 }, async (path) => {
    const page = await context.newPage();
    const faults = watched(page, new URL(site.url).origin);
    await page.emulateMedia({ colorScheme: "light" });
    await openPage(page, site.url + path);
    await page.evaluate(axe);
    for (const { width, colorScheme, options } of looksAt(path)) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(
        (dark) => document.documentElement.classList.contains("dark") === dark,
        colorScheme === "dark",
      );
      const violations = await page.evaluate(async (how) => {
        const { run } = (window as unknown as { readonly axe: Axe }).axe;
        const { violations: found } = await run(document, { ...how, resultTypes: ["violations"] });
        return found.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
        );
      }, options);
      expect(violations, `${String(width)} pixels, ${colorScheme}`).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
    // The page that there is not says so by its status.
    expect(faults.filter((fault) => !(path === "nowhere" && fault.includes("404")))).toEqual([]);
    await page.close();
  });
});
