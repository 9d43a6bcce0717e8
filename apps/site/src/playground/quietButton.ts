import { h } from "vue";
import type { VNode } from "vue";

/** A button beside the one that matters. */
export const quietButton = (label: string, onClick: () => void, disabled = false): VNode =>
  h("button", { type: "button", class: "quiet", disabled, onClick }, label);
