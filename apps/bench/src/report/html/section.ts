import type { Verdict } from "@anneal/experiment/analysis";
import { Markup, markup } from "@anneal/experiment/charts";
import type { Content } from "@anneal/experiment/charts";

/** One part of the page. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export const small = (text: string): Markup => markup`<span class="small">${text}</span>`;

export const verdictClass = (verdict: Verdict): string =>
  verdict === "better" || verdict === "worse" ? verdict : "";
