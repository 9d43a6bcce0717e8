import { describe, expect, test } from "vitest";

/** How an exported function is called with options, a promise if it is async; `"none"` for one that takes none. */
export type OptionsCall = "none" | ((unknown: object) => unknown);

const unknownOption = { unknownOption: 1 };

const isKind = (value: object): value is { create: (options: object) => unknown } =>
  "kind" in value && "create" in value && typeof value.create === "function";

const isFixed = (value: object): boolean => "kind" in value && "toJSON" in value;

/**
 * Why an export may ignore an option without a word, or `undefined` if it refuses one that it does not know.
 *
 * @param name - The name under which it is exported.
 * @param value - What is exported.
 * @param call - How it is called with options; not needed for a kind, which has `create`.
 */
export async function optionsFault(
  name: string,
  value: unknown,
  call: OptionsCall | undefined,
): Promise<string | undefined> {
  if (typeof value !== "function") return call && `${name} is no function, but has a call`;
  if (isFixed(value)) return call && `${name} is a curve or a schedule, but has a call`;
  if (isKind(value)) call ??= (unknown) => value.create(unknown);
  if (call === "none") return undefined;
  if (call === undefined) {
    return `${name} is exported: give a call with options, or "none" if it takes none`;
  }
  try {
    await call(unknownOption);
  } catch (error) {
    return error instanceof TypeError && error.message.includes("unknownOption")
      ? undefined
      : `${name} refuses an unknown option with ${String(error)}, which does not name it`;
  }
  return `${name} ignores an unknown option`;
}

/**
 * Tests that no function of a package takes an option that it does not know, the ones that are exported later included.
 *
 * @param name - The name of the package.
 * @param exports - All that it exports: `import * as exports from`.
 * @param calls - For every exported function that is no kind: how it is called, with the unknown option spread into its
 *   options object, or `"none"`. The promise of an async function is awaited.
 *
 * @example
 * ```ts
 * describeOptionsOfExports("my-schedules", exports, {
 *   run: (unknown) => exports.run(0.1, { from: 3, ...unknown }),
 *   version: "none",
 * });
 * ```
 */
export function describeOptionsOfExports(
  name: string,
  exports: Readonly<Record<string, unknown>>,
  calls: Readonly<Record<string, OptionsCall>>,
): void {
  describe(`${name}: no export ignores an option`, () => {
    test.each(Object.keys(exports))("%s", async (exported) => {
      expect(await optionsFault(exported, exports[exported], calls[exported])).toBe(undefined);
    });

    test("every call is that of an export", () => {
      expect(Object.keys(calls).filter((called) => !Object.hasOwn(exports, called))).toEqual([]);
    });
  });
}
