import type { Rule } from "./rules.ts";

/** Something that has a name in JSON: what {@link parse} needs to build it. */
export interface Kind {
  /** The name. Of two kinds with the same one `parse` takes the last. */
  readonly kind: string;
  /** The rule of every option. */
  readonly options?: { readonly [option: string]: Rule };
  /** The options that may be left out, each with the value it then has, `undefined` where there is none; all others are required. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** How the factory is called: see `signature` of `Definition`. */
  readonly signature?: string | undefined;
  /** Whether the factory is called otherwise than with one options object: see `collect` of `Definition`. */
  readonly collect?: unknown;
  /**
   * Builds from an options object, nested specs already built. A kind without it, such as a curve, takes no options.
   * `kindOf` finds a kind by its name, for a kind that has another one among its options.
   */
  create?(options?: object | null, kindOf?: (kind: unknown) => Kind | undefined): unknown;
}
