import type { Kind } from "./kind.ts";

/** How what a kind makes tells what it is, where the package is built for the condition `node`: set by that entry alone. */
export const display: {
  /** Every kind that there is. Its last one of a name counts, as for `parse`. */
  readonly kinds: Map<string, Kind>;
  of: (made: unknown) => unknown;
} = { kinds: new Map(), of: (made) => made };

declare global {
  interface ImportMeta {
    /** Set when the package is built for the condition `node`: what a kind makes then tells `console.log` what it is. */
    readonly annealDisplays?: boolean;
  }
}
