import type { Verdict } from "../../analysis/schema.ts";
import { Markup, markup } from "../../charts/markup.ts";
import type { Content } from "../../charts/markup.ts";

/** One part of the page. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export const small = (text: string): Markup => markup`<span class="small">${text}</span>`;

export const verdictClass = (verdict: Verdict): string =>
  verdict === "better" || verdict === "worse" ? verdict : "";
