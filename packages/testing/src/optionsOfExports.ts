import { describe, expect, test } from "vitest";

/** How an exported function is called with options, a promise if it is async; `"none"` for one that takes none. */
export type OptionsCall = "none" | ((unknown: object) => unknown);

const unknownOption = { unknownOption: 1 };

const isKind = (value: object): value is { create: (options: object) => unknown } =>
  "kind" in value && "create" in value && typeof value.create === "function";

const isFixed = (value: object): boolean => "kind" in value && "toJSON" in value;

/** The options that there are, as an error about one that there is not lists them. */
const listed = (message: string): readonly string[] =>
  /each option must be one of (.*), got/u.exec(message)?.[1]?.split(", ") ?? [];

/** The error of a call without an unknown option, `undefined` if there is none. */
async function errorOf(call: (unknown: object) => unknown): Promise<string | undefined> {
  try {
    await call({});
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** The first of the options that a call takes from the prototype of all objects: no rule accepts what lies there. */
async function takenFromPrototype(
  call: (unknown: object) => unknown,
  options: readonly string[],
): Promise<string | undefined> {
  const untouched = await errorOf(call);
  for (const option of options) {
    try {
      // Not enumerable, because the call may go on to other libraries, which list the keys of their objects.
      Object.defineProperty(Object.prototype, option, {
        value: Symbol("of a prototype"),
        configurable: true,
        writable: true,
      });
      if ((await errorOf(call)) !== untouched) return option;
    } finally {
      Reflect.deleteProperty(Object.prototype, option);
    }
  }
  return undefined;
}

/**
 * Why an export may ignore an option without a word, or take one that was not given from `Object.prototype`, where other code may
 * have put anything; `undefined` if it refuses an option that it does not know and reads only what it is given.
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
    if (!(error instanceof TypeError && error.message.includes("unknownOption"))) {
      return `${name} refuses an unknown option with ${String(error)}, which does not name it`;
    }
    const taken = await takenFromPrototype(call, listed(error.message));
    return taken && `${name} takes ${taken} from Object.prototype`;
  }
  return `${name} ignores an unknown option`;
}

/**
 * Tests that no function of a package takes an option that it does not know, nor one from `Object.prototype`, the ones that are
 * exported later included.
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
