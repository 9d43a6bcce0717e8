/** What a mapping of Python holds, by its keys. */
export type Values = Record<string, unknown>;

/** A mapping with nothing in it. */
export const values = (): Values => Object.create(null) as Values;

export const isValues = (value: unknown): value is Values =>
  Object(value) === value && Object.getPrototypeOf(value) === null;

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/**
 * The text of a literal; nothing in it is evaluated. One that formats (`f"…"`) is no literal for the parser, and one that ends
 * without its quotes is none for us.
 */
export function stringOf(code: string): string | undefined {
  const [, prefix = "", , body] = /^([A-Za-z]*)("""|'''|"|')([^]*)\2$/.exec(code) ?? [];
  if (body === undefined) return undefined;
  return /r/i.test(prefix)
    ? body
    : body.replace(/\\([^])/g, (_, sign: string) => escapes[sign] ?? sign);
}

/**
 * Gives fields other values; those of mappings in it, too, where it is told what is `done` with which: one mapping may be in many
 * places, and in itself.
 */
export function update(owner: Values, more: Values, done?: (readonly [Values, Values])[]): void {
  for (const [key, value] of Object.entries(more)) {
    const own = owner[key];
    if (done && isValues(own) && isValues(value)) {
      if (done.some(([one, other]) => one === own && other === value)) continue;
      done.push([own, value]);
      update(own, value, done);
    } else owner[key] = value;
  }
}
