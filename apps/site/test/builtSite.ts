import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { serve } from "../tools/serve.ts";

/** Debian's browser, or the one that `CHROMIUM` names. */
export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Whether there is a browser to open the site in. */
export const hasBrowser = existsSync(executablePath);

const site = fileURLToPath(new URL("..", import.meta.url));

/** The site as a browser shows it. */
export interface BuiltSite {
  readonly url: string;
  readonly browser: Browser;
  readonly server: Server;
}

/** Builds the site as `npm run site` does, as docs/site.md says. */
export async function buildSite(): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    ["--conditions=@anneal/source", "--import", "tsx", "tools/build.ts"],
    // What vitest sets would make Vite build for development.
    { cwd: site, env: { ...process.env, NODE_ENV: "production", VITEST: "" }, timeout: 540_000 },
  );
}

/** Serves what was built below a base of its own, and opens a browser. */
export async function openSite(): Promise<BuiltSite> {
  const { server, url } = await serve("/anneal/", 0);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  return { url, browser, server };
}

/** Everything that a page must not do: errors, warnings, requests that fail or go elsewhere. */
export function watched(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left stops what it was loading.
    if (request.failure()?.errorText !== "net::ERR_ABORTED")
      faults.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin: from } = new URL(request.url());
    if (!["blob:", "data:"].includes(protocol) && from !== origin) {
      faults.push(`foreign: ${request.url()}`);
    }
  });
  return faults;
}

/**
 * Opens a page and waits until its scripts have taken over what the server sent: before, its buttons do nothing,
 * the theme's switch has no name, and what is typed is lost.
 */
export async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: "networkidle" });
  await page.waitForFunction(() => {
    const switches = [...document.querySelectorAll<HTMLElement>(".VPSwitchAppearance")];
    return switches.length > 0 && switches.every(({ title }) => title !== "");
  });
}

/** Opens the playground, ready for whoever uses it. */
export async function openPlayground(
  context: BrowserContext,
  url: string,
  hash = "",
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}playground${hash}`);
  await page.locator('.playground[data-ready="true"]').waitFor();
  return page;
}
