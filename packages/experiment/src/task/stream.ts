import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import { batchOf, prepareExamples, tensorsIn } from "./examples.ts";
import type { Batch, Columns, Examples, PreparedColumn, PreparedExamples } from "./examples.ts";
import { inTask } from "./inTask.ts";
import { isObject, shown } from "./rule.ts";

/** One reading of a stream from its beginning. */
export interface Pass {
  /** Of the trial; the order of the examples may follow from it. */
  readonly seed: number;
  /** Counted from 0. What validates and what tests is always read as in epoch 0. */
  readonly epoch: number;
}

/** Some examples at a time, as many as is convenient. A dataset of `tf.data` calls them `{ xs, ys }`, as `fitDataset` wants. */
export type Block = Examples | { readonly xs: Columns; readonly ys: Columns };

/** A dataset of `tf.data`. */
interface Dataset {
  iterator(): Promise<unknown>;
}

/** What gives blocks one after the other: what a generator function returns, a list, a dataset of `tf.data`. */
export type Blocks = Iterable<Block> | AsyncIterable<Block> | Dataset;

/**
 * Examples that are read as they are needed, because they do not fit in memory or are made on the way.
 *
 * Their order is theirs: nothing shuffles them. A pass with the same seed and epoch must give the same examples.
 */
export interface ExampleStream {
  /** How many examples a pass has. */
  readonly length: number;
  /** Begins a pass. */
  readonly blocks: (pass: Pass) => Blocks | Promise<Blocks>;
}

/** A stream that was checked, and its place in a task. */
export interface PreparedStream extends ExampleStream {
  readonly task: string;
  readonly place: string;
}

/** Examples in memory, or a stream of them. */
export type Source = PreparedExamples | PreparedStream;

/** Whether examples are read as they are needed. */
export const isStream = (source: Source): source is PreparedStream => "blocks" in source;

/** Whether a value is meant as an {@link ExampleStream}. */
export const isStreamLike = (value: unknown): boolean => isObject(value) && "blocks" in value;

/** Checks a stream. @throws {BenchmarkError} Of kind `"usage"`, naming task, place, rule and value. */
export function prepareStream(task: string, place: string, value: unknown): PreparedStream {
  const refuse = (problem: string): never => {
    throw new BenchmarkError("usage", `task ${task}: ${place}${problem}`);
  };
  const { length, blocks, ...rest } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(rest).length > 0) {
    refuse(
      ` is a stream, which has length and blocks alone, and not ${Object.keys(rest).join(", ")}`,
    );
  }
  if (!Number.isSafeInteger(length) || Number(length) < 1) {
    refuse(`.length must be a whole number of at least 1, got ${shown(length)}`);
  }
  if (typeof blocks !== "function") {
    refuse(`.blocks must be a function that begins a pass, got ${shown(blocks)}`);
  }
  return { task, place, length: Number(length), blocks: blocks as ExampleStream["blocks"] };
}

interface Reader {
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
  return?(): unknown;
}

const isDataset = (value: object): value is Dataset =>
  typeof (value as Partial<Dataset>).iterator === "function";

/** What reads blocks; `undefined` if nothing can. */
async function readerOf(given: unknown): Promise<Reader | undefined> {
  if (typeof given !== "object" || given === null) return undefined;
  if (isDataset(given)) return (await given.iterator()) as Reader;
  const iterable = given as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  return iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]?.();
}

const describePass = ({ seed, epoch }: Pass): string =>
  `in the pass of seed ${String(seed)}, epoch ${String(epoch)}`;

/** The blocks of a pass, off the backend. */
async function* blocksOf(stream: PreparedStream, pass: Pass): AsyncGenerator<PreparedExamples> {
  const { task, place, blocks } = stream;
  const within = `${place}.blocks`;
  const refuse = (where: string, problem: string): never => {
    throw new BenchmarkError("usage", `task ${task}: ${where} ${problem}`);
  };
  const reader = await inTask(task, within, async () => readerOf(await blocks(pass)));
  if (reader === undefined) {
    return refuse(within, "must give a list, an iterator of blocks or a dataset of tf.data");
  }
  let ended = false;
  try {
    for (let number = 1; ; number++) {
      const result = await inTask(task, within, () => reader.next());
      if (result.done === true) {
        ended = true;
        return;
      }
      const { value } = result as { readonly value: unknown };
      const { xs, ys } = isObject(value) ? value : {};
      const examples = xs === undefined ? value : { x: xs, y: ys };
      try {
        yield await prepareExamples(examples, `${place}: block ${String(number)}`, refuse);
      } finally {
        for (const tensor of tensorsIn(examples)) tensor.dispose();
      }
    }
  } finally {
    // Whoever reads files closes them when nobody wants the rest.
    if (!ended) await reader.return?.();
  }
}

/** Examples `from` to `end`, which share the memory of all. */
function slice(examples: PreparedExamples, from: number, end: number): PreparedExamples {
  const part = ({ name, values, shape }: PreparedColumn): PreparedColumn => {
    const width = values.length / examples.length;
    return { name, values: values.subarray(from * width, end * width), shape };
  };
  return { length: end - from, x: examples.x.map(part), y: examples.y.map(part) };
}

/** One after the other. @throws {BenchmarkError} If their shapes differ. */
function join(
  one: PreparedExamples,
  other: PreparedExamples,
  { task, place }: PreparedStream,
): PreparedExamples {
  const describe = ({ name, values, shape }: PreparedColumn): string =>
    `${name === null ? "" : `${name}: `}${values.constructor.name} of shape ${shown(shape)}`;
  const side = (key: "x" | "y") => {
    const [before, after] = [
      one[key].map(describe).join(", "),
      other[key].map(describe).join(", "),
    ];
    if (before !== after) {
      throw new BenchmarkError(
        "usage",
        `task ${task}: ${place}: ${key} of a block is ${after} where it was ${before} before`,
      );
    }
    return one[key].map(({ name, values, shape }, index) => {
      const added = other[key][index]!.values;
      const Kind = values.constructor as new (length: number) => typeof values;
      const all = new Kind(values.length + added.length);
      all.set(values);
      all.set(added, values.length);
      return { name, values: all, shape };
    });
  };
  return { length: one.length + other.length, x: side("x"), y: side("y") };
}

/**
 * The first `count` examples of a pass, `size` at a time; the last time what is left.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if the pass has fewer, or more than the length of the stream.
 */
async function* portionsOf(
  stream: PreparedStream,
  pass: Pass,
  count: number,
  size: number,
): AsyncGenerator<PreparedExamples> {
  const { task, place, length } = stream;
  let rest: PreparedExamples | undefined;
  let taken = 0;
  for await (const block of blocksOf(stream, pass)) {
    if (taken + block.length > length) {
      throw new BenchmarkError(
        "usage",
        `task ${task}: ${place} gives more examples than its length of ${String(length)} ${describePass(pass)}`,
      );
    }
    const wanted = Math.min(block.length, count - taken);
    taken += wanted;
    const part = slice(block, 0, wanted);
    rest = rest === undefined ? part : join(rest, part, stream);
    while (rest !== undefined && rest.length >= size) {
      yield slice(rest, 0, size);
      rest = rest.length === size ? undefined : slice(rest, size, rest.length);
    }
    // Of a whole pass the end is awaited: there must be no more.
    if (taken === count && count < length) break;
  }
  if (taken < count) {
    throw new BenchmarkError(
      "usage",
      `task ${task}: ${place} gives ${String(taken)} examples where its length is ${String(length)} ${describePass(pass)}`,
    );
  }
  if (rest !== undefined) yield rest;
}

/** The first examples, at most `count`. */
export async function firstOf(
  source: Source,
  pass: Pass,
  count: number,
): Promise<PreparedExamples> {
  const most = Math.min(count, source.length);
  if (!isStream(source)) return slice(source, 0, most);
  let found: PreparedExamples | undefined;
  for await (const portion of portionsOf(source, pass, most, most)) found ??= portion;
  return found!;
}

/** Batches as `fitDataset` and `evaluateDataset` take them: a dataset of `tf.data` in all that they ask of one. */
export interface BatchDataset {
  readonly size: number;
  readonly iterator: () => Promise<{
    next(): Promise<IteratorResult<{ readonly xs: Batch["x"]; readonly ys: Batch["y"] }>>;
  }>;
  /** Ends the pass that was begun last, if it has not ended. */
  readonly close: () => Promise<void>;
}

/**
 * The first `count` examples of each pass in batches. The first pass that is read is epoch 0, the next one epoch 1.
 */
export function datasetOf(
  tf: typeof Tensorflow,
  stream: PreparedStream,
  seed: number,
  count: number,
  batchSize: number,
): BatchDataset {
  let epoch = 0;
  let current: AsyncGenerator<PreparedExamples> | undefined;
  return {
    size: Math.ceil(count / batchSize),
    // `fitDataset` makes an iterator that it never reads: a pass begins with its first example.
    iterator: () => {
      let portions: AsyncGenerator<PreparedExamples> | undefined;
      return Promise.resolve({
        async next() {
          portions ??= portionsOf(stream, { seed, epoch: epoch++ }, count, batchSize);
          current = portions;
          const result = await portions.next();
          if (result.done === true) return { done: true, value: undefined };
          const examples = result.value;
          const all = Uint32Array.from({ length: examples.length }, (_, index) => index);
          const { x, y } = batchOf(tf, examples, all);
          return { done: false, value: { xs: x, ys: y } };
        },
      });
    },
    close: async () => {
      await current?.return(undefined);
    },
  };
}
