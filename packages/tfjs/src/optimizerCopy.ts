import type { LayersModel } from "@tensorflow/tfjs-layers";

type Optimizer = LayersModel["optimizer"];

interface Disposable {
  readonly isDisposed: boolean;
  dispose(): void;
}

const isPlain = (value: unknown): boolean => Object(value) !== value;

/**
 * In what a copy of an optimizer, made of its configuration, differs from it: a word for an error message, or `undefined`.
 *
 * A class that inherits `fromConfig` may get its own settings from nowhere: then all that it keeps is compared, but how
 * often it was applied.
 */
export function differenceOf(optimizer: Optimizer, copy: Optimizer): string | undefined {
  const own = optimizer.constructor;
  if (copy.constructor !== own) return `a ${copy.constructor.name}, no ${own.name}`;
  const settings = (one: Optimizer): Record<string, unknown> =>
    Object.assign({}, Object.hasOwn(own, "fromConfig") ? undefined : one, one.getConfig());
  const [here, there] = [settings(optimizer), settings(copy)];
  for (const name of Object.keys(here)) {
    const [before, after] = [here[name], there[name]];
    if (name !== "iterations_" && isPlain(before) && !Object.is(before, after)) {
      return `${name} ${String(after)}, not ${String(before)}`;
    }
  }
  return undefined;
}

/** Disposes of a copy, with the rate that Momentum leaves behind. */
export function disposeCopy(copy: Optimizer): void {
  const { c } = copy as unknown as { readonly c?: Disposable };
  copy.dispose();
  if (c && !c.isDisposed) c.dispose();
}
