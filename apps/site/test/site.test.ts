import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parse } from "anneal";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOf } from "../src/model/link.ts";
import { initialState } from "../src/model/state.ts";
import {
  executablePath,
  hasBrowser,
  openPage,
  openPlayground,
  openSite,
  watched,
} from "./builtSite.ts";
import type { BuiltSite } from "./builtSite.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** What a file may lack, with the words that the page asks for it. */
const asked = {
  stepsPerEpoch: "updates in an epoch",
  totalSteps: "updates in all",
  learningRate: "base learning rate",
} as const;

interface GoldenFile {
  readonly fileName: string;
  readonly format?: string;
  readonly text: string;
  readonly options: Readonly<Record<string, number | undefined>>;
}

const packs = fileURLToPath(new URL("../../../packages/golden/packs/importers", import.meta.url));

/** For each format the first of its golden files that says everything, or lacks what the page asks for. */
const goldenFiles = readdirSync(packs).map((name): readonly [string, GoldenFile] => {
  const { files } = JSON.parse(readFileSync(join(packs, name), "utf8")) as {
    readonly files: readonly GoldenFile[];
  };
  const file = files.find(({ options }) => Object.keys(options).every((one) => one in asked))!;
  return [file.format ?? name.replace(/\.json$/, ""), file];
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });

describe("what was built", () => {
  const pages = (): string[] => filesIn(dist).filter((file) => file.endsWith(".html"));

  test("has every link of its own lead somewhere", () => {
    const base = "/anneal/";
    const idsOf = (html: string): Set<string> =>
      new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!));
    const texts = new Map(
      pages().map((file) => [file.slice(dist.length + 1), readFileSync(file, "utf8")]),
    );
    const ids = new Map([...texts].map(([file, html]) => [file, idsOf(html)]));
    const fileOf = (path: string): string | undefined =>
      [path, `${path}.html`, `${path}index.html`, `${path}/index.html`].find((file) =>
        texts.has(file),
      );
    const dead: string[] = [];
    for (const [file, html] of texts) {
      for (const [, href = ""] of html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(href)) continue;
        const [path = "", anchor] = href.split("#");
        const target = path === "" ? file : fileOf(path.slice(base.length));
        const found =
          target !== undefined &&
          (anchor === undefined ||
            anchor === "" ||
            ids.get(target)?.has(decodeURIComponent(anchor)));
        if (!found) dead.push(`${file}: ${href}`);
      }
    }
    expect(texts.size).toBeGreaterThan(100);
    expect(dead).toEqual([]);
  });

  test("is at most 25 MB, which a clone of the pages takes", () => {
    const bytes = filesIn(dist).reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(25e6);
  });

  test("has a title, a description, a language and one heading on every page", () => {
    const faults = pages().flatMap((file) => {
      const html = readFileSync(file, "utf8");
      const headings = html.match(/<h1[\s>]/g)?.length ?? 0;
      return [
        /<title>[^<]+<\/title>/.test(html) ? "" : "title",
        /<meta name="description" content="[^"]+/.test(html) ? "" : "description",
        /<html lang="en"/.test(html) ? "" : "lang",
        // The page that there is not is drawn in the browser.
        headings === 1 || file.endsWith("404.html") ? "" : `${String(headings)} headings`,
      ]
        .filter((fault) => fault !== "")
        .map((fault) => `${file.slice(dist.length)}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  test("no page loads more than 120 kB, compressed, before its scripts run", () => {
    const sizes = new Map<string, number>();
    const sizeOf = (file: string): number => {
      const size = sizes.get(file) ?? gzipSync(readFileSync(file)).length;
      sizes.set(file, size);
      return size;
    };
    const loads = pages().map((file): [page: string, bytes: number] => {
      const html = readFileSync(file, "utf8");
      const linked = [
        ...html.matchAll(
          /<link rel="(?:preload stylesheet|modulepreload)" href="\/anneal\/([^"]+)"/g,
        ),
        ...html.matchAll(/<script type="module" src="\/anneal\/([^"]+)"/g),
      ].map(([, path]) => join(dist, path!));
      // Less would be: not all was seen. Every page has a style, the framework, the theme and its own text.
      expect(linked.length).toBeGreaterThan(3);
      return [
        file.slice(dist.length),
        [file, ...new Set(linked)].reduce((sum, one) => sum + sizeOf(one), 0),
      ];
    });
    expect(loads.filter(([, bytes]) => bytes > 120_000)).toEqual([]);
    expect(Math.max(...loads.map(([, bytes]) => bytes))).toBeGreaterThan(90_000);
  });

  test("lets no script run but its own", () => {
    for (const file of pages()) {
      const policy = /Content-Security-Policy" content="([^"]+)"/.exec(
        readFileSync(file, "utf8"),
      )?.[1];
      expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
      expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    }
  });
});

describe.skipIf(!hasBrowser)(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let site: BuiltSite;
  let context: BrowserContext;
  const origin = (): string => new URL(site.url).origin;

  beforeAll(async () => {
    site = await openSite();
    context = await site.browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: origin() });
  });
  afterAll(async () => {
    await site.browser.close();
    site.server.close();
  });

  const playground = (hash = ""): Promise<Page> => openPlayground(context, site.url, hash);
  const clipboard = (page: Page): Promise<string> =>
    page.evaluate(() => navigator.clipboard.readText());

  /** What a page has loaded so far, as a server sends it: compressed. Images are apart from what shows them. */
  async function weighed(
    path: string,
  ): Promise<{ page: Page; weigh: (images?: boolean) => Promise<number> }> {
    const own = await site.browser.newContext({ serviceWorkers: "block" });
    const page = await own.newPage();
    // Each file once: two workers have the same, which the browser keeps.
    const bytes = new Map<string, number>();
    const seen: Promise<void>[] = [];
    page.on("response", (response) => {
      const add = (body: Buffer): void => {
        bytes.set(response.url(), gzipSync(body).length);
      };
      seen.push(response.body().then(add, () => undefined));
    });
    await page.goto(site.url + path);
    const weigh = async (images = false): Promise<number> => {
      await page.waitForLoadState("networkidle");
      await Promise.all(seen);
      return [...bytes]
        .filter(([url]) => url.endsWith(".bin") === images)
        .reduce((sum, [, size]) => sum + size, 0);
    };
    return { page, weigh };
  }

  test("the playground loads at most 150 kB at first, and 120 kB more for its editor", async () => {
    const { page, weigh } = await weighed("playground");
    await page.locator('.playground[data-ready="true"]').waitFor();
    const first = await weigh();
    expect(first).toBeLessThan(150_000);
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    await page.locator(".cm-content").waitFor();
    expect((await weigh()) - first).toBeLessThan(120_000);
    await page.context().close();
  });

  test("the lab loads at most 130 kB at first, and to train 400 kB more, beside its images", async () => {
    const { page, weigh } = await weighed("lab");
    await page.locator('.lab[data-ready="true"]').waitFor();
    const first = await weigh();
    expect(first).toBeLessThan(130_000);
    expect(await weigh(true)).toBe(0);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator(".progress li", { hasText: "updates" }).first().waitFor();
    const code = (await weigh()) - first;
    // Most of it are the layers of TensorFlow.js and what they compute with. Less would be: not all was seen.
    expect(code).toBeGreaterThan(200_000);
    expect(code).toBeLessThan(400_000);
    const images = await weigh(true);
    expect(images).toBeGreaterThan(3_000_000);
    expect(images).toBeLessThan(3_900_000);
    await page.context().close();
  });

  test.each([
    ["guide/start", 120_000],
    ["packages/core/", 120_000],
    ["docs/cheatsheet", 120_000],
    ["docs/formats/language-models", 120_000],
    ["api/core/functions", 120_000],
    ["api/compat/variables", 120_000],
    // With its chart and every kind.
    ["kinds/cosine", 150_000],
  ])("the page /%s loads at most %i bytes", async (path, most) => {
    const { page, weigh } = await weighed(path);
    expect(await weigh()).toBeLessThan(most);
    await page.context().close();
  });

  test("composed by form, seen as JSON, and back", async () => {
    const page = await playground();
    await page.getByLabel("kind", { exact: true }).selectOption("oneCycle");
    await page.getByLabel("peak").fill("0.25");
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    const editor = page.locator(".cm-content");
    await expect.poll(() => editor.textContent()).toContain('"peak": 0.25');
    await editor.click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(
      '{"kind":"scale","factor":0.5,"schedule":{"kind":"linear","initial":0.1,"steps":40}}',
    );
    await page.getByRole("button", { name: "Form", exact: true }).click();
    await expect.poll(() => page.getByLabel("kind", { exact: true }).inputValue()).toBe("scale");
    expect(await page.getByLabel("factor").inputValue()).toBe("0.5");
    expect(await page.getByLabel("schedule", { exact: true }).inputValue()).toBe("linear");
    await page.getByLabel("step 50").fill("20");
    await expect
      .poll(() => page.locator(".explained").textContent())
      .toContain("linear = 0.05 at 20");
    await page.close();
  });

  test("a kind that there is not is underlined where it stands", async () => {
    const page = await playground();
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    const editor = page.locator(".cm-content");
    await editor.click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(
      '{"kind":"scale","factor":2,"schedule":{"kind":"cosin","initial":1,"steps":9}}',
    );
    await expect.poll(() => page.locator(".cm-lintRange-error").textContent()).toBe('"cosin"');
    expect(await page.locator(".edit .problem").textContent()).toContain('did you mean "cosine"?');
    await page.close();
  });

  test("an option that is wrong is marked, and says what it must be", async () => {
    const page = await playground();
    await page.getByLabel("initial").fill("-1");
    await expect.poll(() => page.getByLabel("initial").getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(".edit .problem").textContent()).toContain(
      "initial must be a finite number of at least 0, got -1",
    );
    await page.getByLabel("initial").fill("1");
    await expect.poll(() => page.locator(".edit .problem").textContent()).toBe("");
    await page.close();
  });

  test("a link restores everything, and a damaged one shows a usable page", async () => {
    const page = await playground();
    await page.getByRole("button", { name: "Add a schedule" }).click();
    await page.getByLabel("name", { exact: true }).fill("third one");
    await page.getByLabel("updates of the run").fill("1234");
    await page.getByLabel("updates of the run").blur();
    await page.getByLabel("logarithmic").check();
    await page.getByRole("button", { name: "Copy a link" }).click();
    await expect.poll(() => clipboard(page)).toContain("playground#s=");
    const link = await clipboard(page);
    const other = await context.newPage();
    await other.goto(link);
    await other.locator('.playground[data-ready="true"]').waitFor();
    expect(await other.getByLabel("name", { exact: true }).inputValue()).toBe("third one");
    expect(await other.getByLabel("updates of the run").inputValue()).toBe("1234");
    expect(await other.getByLabel("logarithmic").isChecked()).toBe(true);
    for (const hash of ["#s=", "#s=%%%", link.slice(link.indexOf("#"), -9), "#\u{1f600}"]) {
      const damaged = await playground(hash);
      expect(await damaged.getByLabel("kind", { exact: true }).inputValue()).toBe("warmup");
      await damaged.close();
    }
    await other.close();
    await page.close();
  });

  test("a configuration is read, and says what it lacks", async () => {
    const page = await playground();
    await page.getByRole("button", { name: "Read a configuration" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("The file").fill("lr0: 0.01\nlrf: 0.1\nepochs: 10\nwarmup_epochs: 2\n");
    await expect.poll(() => dialog.getByRole("status").textContent()).toContain("stepsPerEpoch");
    await dialog.getByLabel("updates in an epoch").fill("100");
    await expect.poll(() => dialog.getByRole("status").textContent()).toContain("ultralytics");
    await dialog.getByRole("button", { name: "Take it" }).click();
    expect(await page.getByLabel("name", { exact: true }).inputValue()).toBe("ultralytics");
    expect(await page.getByLabel("updates of the run").inputValue()).toBe("1000");
    expect(await page.locator(".edit .problem").textContent()).toBe("");
    await page.close();
  });

  test("a file of each format is dropped, read and taken over", { timeout: 180_000 }, async () => {
    const page = await playground();
    const taken: (readonly [string, string])[] = [];
    for (const [format, { fileName, text, options }] of goldenFiles) {
      await page.getByRole("button", { name: "Read a configuration" }).click();
      const dialog = page.getByRole("dialog");
      for (const [option, label] of Object.entries(asked)) {
        await dialog.getByLabel(label).fill(String(options[option] ?? ""));
      }
      await dialog.getByLabel("The file").evaluate(
        (place, [name, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], name));
          place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        },
        [fileName, text] as const,
      );
      const status = dialog.getByRole("status");
      await status.filter({ hasText: `Read as ${format}` }).waitFor({ timeout: 20_000 });
      await dialog.getByRole("button", { name: "Take it" }).click();
      taken.push([format, (await page.locator(".edit .problem").textContent())!]);
      await page.getByRole("button", { name: "Remove this schedule" }).click();
    }
    expect(taken).toEqual(goldenFiles.map(([format]) => [format, ""]));
    expect(taken.length).toBeGreaterThan(25);
    await page.close();
  });

  test("a finding of lint leads to its step, and to its option in the form and in the JSON", async () => {
    const spec = {
      kind: "sequence",
      phases: [
        { schedule: { kind: "ramp", from: 0.01, to: 0.1, steps: 300 }, steps: 300 },
        { kind: "ramp", from: 0.05, to: 0, steps: 700 },
      ],
    };
    const page = await playground(
      await hashOf({ ...initialState, tabs: [{ name: "jump", spec }], at: 0 }),
    );
    await page.getByRole("button", { name: "Go to step 300" }).first().click();
    await expect.poll(() => page.getByLabel("step 300").inputValue()).toBe("300");
    expect(await page.getByRole("button", { name: "Show the whole run" }).isEnabled()).toBe(true);
    await page.getByRole("button", { name: "Go to phases › 2 › from" }).click();
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement instanceof HTMLInputElement
          ? activeElement.value
          : String(getSelection());
      });
    await expect.poll(focused).toBe("0.05");
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    await page.locator(".cm-content").waitFor();
    await page.getByRole("button", { name: "Go to phases › 2 › from" }).click();
    await expect.poll(focused).toBe("0.05");
    await page.close();
  });

  test("a plateau is driven by metrics that are pasted", async () => {
    const spec = { kind: "plateau", schedule: 0.1, factor: 0.5, patience: 2 };
    const page = await playground(
      await hashOf({ ...initialState, tabs: [{ name: "plateau", spec }], every: 10 }),
    );
    await page.getByLabel("a metric for each evaluation").fill("3 2 2 2");
    await expect
      .poll(() => page.getByText("reduction at step 40: 0.1 → 0.05").isVisible())
      .toBe(true);
    await page.getByLabel("a metric for each evaluation").fill("3 two");
    await expect.poll(() => page.getByText("number 2 is none").isVisible()).toBe(true);
    await page.close();
  });

  test("a plateau is driven by metrics that are drawn", async () => {
    const spec = { kind: "plateau", schedule: 0.1, factor: 0.5, patience: 2 };
    const page = await playground(
      await hashOf({
        ...initialState,
        ...{ tabs: [{ name: "plateau", spec }], every: 100, metrics: "10 9 8 7 6 5 4 3 2 1" },
      }),
    );
    const chart = page.locator(".metric-chart svg");
    await chart.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await chart.boundingBox())!;
    // From the middle on nothing falls any more.
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width - 1, y + height / 2, { steps: 5 });
    await page.mouse.up();
    const values = await page.getByLabel("a metric for each evaluation").inputValue();
    const numbers = values.split(" ").map(Number);
    expect(numbers.slice(0, 4)).toEqual([10, 9, 8, 7]);
    expect(new Set(numbers.slice(5)).size).toBe(1);
    expect(numbers[5]).toBeCloseTo(5.5, 0);
    await expect.poll(() => page.getByText(/reduction at step \d+: 0.1 → 0.05/).count()).toBe(1);
    await page.close();
  });

  test("metrics that no chart has room for leave the page usable", async () => {
    const spec = { kind: "plateau", schedule: 0.1, factor: 0.5, patience: 2 };
    const page = await playground(
      await hashOf({ ...initialState, tabs: [{ name: "plateau", spec }], every: 10 }),
    );
    const faults = watched(page, origin());
    const field = page.getByLabel("a metric for each evaluation");
    for (const metrics of ["Infinity 3 -Infinity 2", "-1 -2 -3", "1 ".repeat(200_000)]) {
      await field.fill(metrics);
      await expect
        .poll(() => page.locator(".metric-chart svg").getAttribute("aria-label"))
        .toContain(`${String(metrics.trim().split(" ").length)} metrics`);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  test("copied TypeScript makes the same schedule", async () => {
    const page = await playground();
    await page.getByRole("button", { name: "Copy TypeScript" }).click();
    await expect.poll(() => clipboard(page)).toContain("export const schedule");
    await page.getByRole("button", { name: "Copy JSON" }).click();
    await expect.poll(() => clipboard(page)).toMatch(/^\{/);
    const spec = JSON.parse(await clipboard(page)) as unknown;
    expect(parse(spec).spec).toEqual(parse(initialState.tabs[0]!.spec).spec);
    await page.getByRole("button", { name: "Copy SVG" }).click();
    await expect.poll(() => clipboard(page)).toMatch(/^<svg/);
    await page.getByRole("button", { name: "Copy the install line" }).click();
    await expect
      .poll(() => clipboard(page))
      .toBe("npm install @anneal/core @anneal/cosine @anneal/warmup");
    await page.close();
  });

  test("the keyboard alone is enough", async () => {
    const page = await playground();
    await page.getByRole("button", { name: "one cycle" }).focus();
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("name", { exact: true }).inputValue()).toBe("one cycle");
    const slider = page.locator("#playground-at");
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("PageUp");
    expect(await slider.inputValue()).toBe("61");
    // Every control can be reached.
    await page.getByRole("button", { name: "warmup + cosine" }).focus();
    const reached = new Set<string>();
    for (let count = 0; count < 60; count++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement?.id ?? ""));
    }
    for (const id of ["playground-name", "playground-steps", "playground-log", "playground-at"]) {
      expect(reached).toContain(id);
    }
    await page.close();
  });

  test("the page of a kind moves, and opens in the playground as it is", async () => {
    const page = await context.newPage();
    await openPage(page, `${site.url}kinds/step`);
    await page.getByLabel("every").fill("100");
    await page.getByRole("button", { name: "Open it in the playground" }).click();
    await page.locator('.playground[data-ready="true"]').waitFor();
    expect(await page.getByLabel("every").inputValue()).toBe("100");
    await page.close();
  });

  test("without scripts the pages are readable, with their curves", async () => {
    const own = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await own.newPage();
    await page.goto(`${site.url}kinds/cosine`);
    expect(await page.locator(".live svg.anneal-plot").isVisible()).toBe(true);
    expect(await page.getByText("falls from initial to min").first().isVisible()).toBe(true);
    await own.close();
  });

  test("after one visit it works without a network", async () => {
    const { server, url } = await openSite().then(async (other) => {
      await other.browser.close();
      return other;
    });
    const own = await site.browser.newContext();
    const page = await openPlayground(own, url);
    await page.evaluate(async () => navigator.serviceWorker.ready);
    // Seen by the service worker this time.
    await page.reload({ waitUntil: "networkidle" });
    server.close();
    server.closeAllConnections();
    await page.reload();
    await page.locator('.playground[data-ready="true"]').waitFor();
    await page.getByLabel("initial").fill("0.5");
    await expect.poll(() => page.locator(".edit .problem").textContent()).toBe("");
    await own.close();
  });
});
