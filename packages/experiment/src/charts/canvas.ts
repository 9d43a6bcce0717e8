import { plot } from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { printable } from "../wording/printable.ts";
import { Markup, markup } from "./markup.ts";
import { straightened } from "./polyline.ts";

/** The part of a document that drawing needs. */
interface DrawnElement {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; value: string }>;
  readonly children: Iterable<DrawnElement>;
  readonly outerHTML: string;
  remove(): void;
  removeAttribute(name: string): void;
  setAttribute(name: string, value: string): void;
}

// The types of linkedom are those of the DOM, which a program for Node.js does not know.
const { document } = parseHTML("<!doctype html><html><body></body></html>") as {
  readonly document: unknown;
};

const geometry = new Set([
  ...["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform"],
]);

/** Tenths of a pixel are finer than any screen shows. */
const rounded = (text: string): string =>
  text.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(10 * Number(number)) / 10));

/** Drops what a picture without parts does not need; its table is the text that goes with it. */
function simplify(element: DrawnElement): void {
  for (const child of [...element.children]) {
    if (child.localName === "style") child.remove();
    else simplify(child);
  }
  for (const { name, value } of [...element.attributes]) {
    if (name.startsWith("aria-") || (name === "class" && value.startsWith("plot-"))) {
      element.removeAttribute(name);
    } else if (name === "d") element.setAttribute(name, straightened(rounded(value)));
    else if (geometry.has(name)) element.setAttribute(name, rounded(value));
  }
}

/** Draws a chart as SVG. `label` says in one sentence what it shows. */
export function draw(label: string, options: PlotOptions): Markup {
  const svg = plot({ ...options, document: document as never }) as unknown as DrawnElement;
  simplify(svg);
  svg.removeAttribute("font-family");
  svg.removeAttribute("style");
  svg.setAttribute("font-size", "12");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "\u0000");
  return new Markup(
    printable(svg.outerHTML).replace(/aria-label="[^"]*"/, markup`aria-label="${label}"`.text),
  );
}

/** One picture for a wide page and one for a phone; the style sheet shows the one that fits. */
export function drawTwice(drawAt: (width: number, narrow: boolean) => Markup): Markup {
  return markup`<div class="wide">${drawAt(1040, false)}</div><div class="narrow">${drawAt(370, true)}</div>`;
}
