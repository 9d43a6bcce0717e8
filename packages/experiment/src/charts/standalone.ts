import { colors, declared } from "./colors.ts";
import type { Markup } from "./markup.ts";

/** A chart as the text of a file of its own, which is light or dark as the page is that shows it. */
export function standalone(chart: Markup): string {
  const style =
    `<style>svg{${declared(colors.light)};background:var(--paper);color:var(--ink);font-family:system-ui,sans-serif}` +
    `@media(prefers-color-scheme:dark){svg{${declared(colors.dark)}}}</style>`;
  return `${chart.text
    .replace(/^<svg(?![^>]* xmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace(/^<svg[^>]*>/, (opening) => `${opening}${style}`)}\n`;
}
