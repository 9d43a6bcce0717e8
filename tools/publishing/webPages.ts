import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import type { Fence } from "./fences.ts";
import type { Manifest } from "./manifest.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Where a page of documentation loads packages from. */
const network = "https://cdn.jsdelivr.net/npm/";

/** How long a page may take: the slowest trains a small network. */
const patience = 60_000;

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** The file that the network would send: of a package without a path the one that its manifest names. */
export function fileOf(address: string, folderOf: (name: string) => string | undefined): string {
  const [, name = "", path = ""] = /^((?:@[^/]+\/)?[^/@]+)(?:@[^/]+)?(?:\/(.*))?$/.exec(
    address.slice(network.length),
  )!;
  const folder = folderOf(name) ?? join(root, "node_modules", name);
  if (path !== "") return join(folder, path);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  return join(folder, String(manifest["jsdelivr"] ?? manifest["main"]));
}

/** A page with a block of HTML, in which each script says when it is over, and checks what its comments claim. */
export const pageOf = ({ code }: Fence): string =>
  `<!doctype html><meta charset="utf-8">${code.replace(
    /(<script(?: type="module")?>)([\s\S]*?)<\/script>/g,
    (_script, tag: string, body: string) =>
      `${tag}${body.replace(/^(.*?);?[ \t]*\/\/ => (.*)$/gm, "claim.equal($1, $2);")}claim.over();</script>`,
  )}`;

const scriptsIn = ({ code }: Fence): number =>
  code.match(/<script(?: type="module")?>/g)?.length ?? 0;

/** What the scripts of a page call. */
const claim = `globalThis.claim = {
  scripts: 0,
  faults: [],
  over() { this.scripts++; },
  equal(got, expected) {
    const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
    if (a !== b) this.faults.push(a + " must be " + b);
  },
};
addEventListener("error", ({ message }) => claim.faults.push(message));
addEventListener("unhandledrejection", ({ reason }) => claim.faults.push(String(reason)));`;

async function faultsOf(
  fence: Fence,
  browser: Browser,
  folderOf: (name: string) => string | undefined,
): Promise<string[]> {
  const page = await browser.newPage();
  try {
    const missing: string[] = [];
    await page.addInitScript(claim);
    await page.route("**/*", (route) => {
      const address = route.request().url();
      if (address === "http://anneal.test/") {
        return route.fulfill({ contentType: "text/html", body: pageOf(fence) });
      }
      const file = address.startsWith(network) ? fileOf(address, folderOf) : "";
      if (!existsSync(file)) {
        missing.push(`${address} is not there`);
        return route.fulfill({ status: 404 });
      }
      return route.fulfill({
        contentType: types[extname(file)] ?? "text/plain",
        headers: { "access-control-allow-origin": "*" },
        body: readFileSync(file),
      });
    });
    await page.goto("http://anneal.test/");
    await page
      .waitForFunction(
        `claim.faults.length > 0 || claim.scripts === ${String(scriptsIn(fence))}`,
        undefined,
        { timeout: patience },
      )
      .catch((error: unknown) => missing.push(String(error)));
    const faults = await page.evaluate<string[]>("claim.faults");
    return [...faults, ...missing.filter((fault) => !fault.includes("favicon.ico"))];
  } finally {
    await page.close();
  }
}

/**
 * Opens blocks of HTML in Chromium. What they load from the network comes from the packed packages, and from what this
 * checkout has of others.
 *
 * @param fences - By the place of each.
 * @param folderOf - The folder of a package of ours.
 * @returns What is wrong, or `undefined` where there is no Chromium.
 */
export async function openInBrowser(
  fences: ReadonlyMap<string, Fence>,
  folderOf: (name: string) => string | undefined,
): Promise<string[] | undefined> {
  if (!existsSync(executablePath)) return undefined;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const faults: string[] = [];
    for (const [place, fence] of fences) {
      for (const fault of await faultsOf(fence, browser, folderOf)) {
        faults.push(`${place}: ${fault}`);
      }
    }
    return faults;
  } finally {
    await browser.close();
  }
}
