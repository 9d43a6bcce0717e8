import type { PreparedColumn, PreparedExamples } from "../task/examples.ts";
import { firstOf, isStream } from "../task/stream.ts";
import type { Source } from "../task/stream.ts";
import { bytesOf, digest } from "./digest.ts";

/** Data in memory do not change, and their digest takes a while. */
const digests = new WeakMap<PreparedExamples, string>();

function digestOfExamples(examples: PreparedExamples): string {
  const known = digests.get(examples);
  if (known !== undefined) return known;
  const describe = ({ name, values, shape }: PreparedColumn) => ({
    name,
    shape,
    kind: values.constructor.name,
    values: digest(bytesOf(values)),
  });
  const made = digest({ x: examples.x.map(describe), y: examples.y.map(describe) });
  digests.set(examples, made);
  return made;
}

/** Examples of a stream that its digest is made of, beside its length: the rest is not read before it trains. */
const prefix = 256;

/** The digest of examples in memory, or of the beginning of a stream at a seed. */
export async function digestOfSource(
  source: Source | undefined,
  seed: number,
): Promise<string | null> {
  if (source === undefined) return null;
  if (!isStream(source)) return digestOfExamples(source);
  const first = await firstOf(source, { seed, epoch: 0 }, prefix);
  return digest({ length: source.length, first: digestOfExamples(first) });
}
