/** A place where two JSON values differ. */
export interface Difference {
  /** The way to it, such as `.phases[1].steps`. */
  readonly path: string;
  /** What is there in the one; `undefined` where there is nothing. */
  readonly here: unknown;
  /** What is there in the other. */
  readonly there: unknown;
}

/** More are not worth telling. */
const most = 20;

const isNested = (value: unknown): value is object => Object(value) === value;

const itemOf = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;

/**
 * Where two JSON values differ, as far as `agree` does not allow it: the first few places.
 *
 * A path is put together only for what differs, on the way back: those of large values would take more room than the values.
 */
export function differences(
  here: unknown,
  there: unknown,
  agree: (here: unknown, there: unknown) => boolean,
): Difference[] {
  if (!isNested(here) || !isNested(there) || Array.isArray(here) !== Array.isArray(there)) {
    return agree(here, there) ? [] : [{ path: "", here, there }];
  }
  const found: Difference[] = [];
  for (const key of new Set([...Object.keys(here), ...Object.keys(there)])) {
    for (const { path, ...values } of differences(itemOf(here, key), itemOf(there, key), agree)) {
      const name = key.slice(0, 99);
      found.push({ ...values, path: (Array.isArray(here) ? `[${name}]` : `.${name}`) + path });
    }
    if (found.length >= most) break;
  }
  return found;
}
