import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Why no page can be opened; `undefined` if one can. */
export const noChromium = existsSync(executablePath)
  ? undefined
  : `there is no ${executablePath}; the variable CHROMIUM can name another one`;

/** Starts a browser without a window. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** Everything a page did that a report must not do. */
export interface Watched {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens a file and takes down every error, message and request. */
export async function openFile(
  browser: Browser,
  path: string,
  options: Parameters<Browser["newPage"]>[0],
): Promise<Watched> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== `file://${path}` && !url.startsWith("data:")) complaints.push(`request: ${url}`);
  });
  await page.goto(`file://${path}`);
  return { page, complaints };
}
