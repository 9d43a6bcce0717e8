import type * as Tensorflow from "@tensorflow/tfjs";
import { isObject, shown } from "./rule.ts";

/** Numbers of one kind, as a task gives them. `Float32Array` becomes a float tensor, the others become integers. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** An array with its shape, whose first dimension counts the examples. */
export interface ArrayWithShape {
  readonly values: Values;
  readonly shape: readonly number[];
}

/** One input or output: an array with its shape, or a tensor. */
export type Column = ArrayWithShape | Tensorflow.Tensor;

/** Inputs or outputs: one, or several by the names of the layers that take or give them. */
export type Columns = Column | Readonly<Record<string, Column>>;

/** Examples to train with, to validate or to test. */
export interface Examples {
  readonly x: Columns;
  readonly y: Columns;
}

/** One input or output that is ready to be gathered row by row. */
export interface PreparedColumn {
  /** `null` for the only one. */
  readonly name: string | null;
  readonly values: Values;
  /** Of one example. */
  readonly shape: readonly number[];
}

/** Examples that are ready. */
export interface PreparedExamples {
  readonly length: number;
  readonly x: readonly PreparedColumn[];
  readonly y: readonly PreparedColumn[];
}

const isValues = (value: unknown): value is Values =>
  value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array;

const isTensor = (value: unknown): value is Tensorflow.Tensor =>
  isObject(value) && typeof value["dataSync"] === "function" && Array.isArray(value["shape"]);

const isArrayWithShape = (value: unknown): value is ArrayWithShape =>
  isObject(value) && "values" in value && "shape" in value;

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const isShape = (shape: unknown): shape is readonly number[] =>
  Array.isArray(shape) && shape.length > 0 && shape.every((n) => Number.isInteger(n) && n >= 1);

/** Every tensor of data, wherever it is in them. */
export const tensorsIn = (data: unknown): readonly Tensorflow.Tensor[] =>
  isTensor(data)
    ? [data]
    : isObject(data) && !isArrayWithShape(data)
      ? Object.values(data).flatMap(tensorsIn)
      : [];

/** Refuses what a task gave, naming the place. */
export type Refuse = (place: string, problem: string) => never;

async function prepareColumn(
  name: string | null,
  column: unknown,
  place: string,
  refuse: Refuse,
): Promise<PreparedColumn & { readonly length: number }> {
  if (isTensor(column)) {
    const values = await column.data();
    const shape: readonly number[] = [...column.shape];
    if (!isValues(values) || !isShape(shape)) {
      return refuse(place, `must be a tensor of numbers with examples in its first dimension`);
    }
    return { name, values, shape: shape.slice(1), length: shape[0]! };
  }
  if (!isArrayWithShape(column)) {
    return refuse(
      place,
      `must be { values, shape }, a tensor, or a record of them, got ${shown(column)}`,
    );
  }
  const { values, shape } = column;
  if (!isValues(values)) {
    return refuse(
      `${place}.values`,
      `must be a Float32Array, an Int32Array or a Uint8Array, got ${shown(values)}`,
    );
  }
  if (!isShape(shape)) {
    return refuse(
      `${place}.shape`,
      `must be a list of whole numbers of at least 1, got ${shown(shape)}`,
    );
  }
  if (size(shape) !== values.length) {
    return refuse(
      place,
      `has ${String(values.length)} values where the shape ${shown(shape)} takes ${String(size(shape))}`,
    );
  }
  return { name, values, shape: shape.slice(1), length: shape[0]! };
}

/** Checks some examples of a task and takes them off the backend. Tensors are the caller's to dispose of. */
export async function prepareExamples(
  examples: unknown,
  place: string,
  refuse: Refuse,
): Promise<PreparedExamples> {
  if (!isObject(examples) || !("x" in examples) || !("y" in examples)) {
    return refuse(place, `must be { x, y }, got ${shown(examples)}`);
  }
  const columns = async (side: "x" | "y") => {
    const value = examples[side];
    const entries: readonly (readonly [string | null, unknown])[] =
      isObject(value) && !isTensor(value) && !isArrayWithShape(value)
        ? Object.entries(value)
        : [[null, value]];
    if (entries.length === 0) refuse(`${place}.${side}`, "must hold at least one array");
    const made: (PreparedColumn & { readonly length: number })[] = [];
    for (const [name, column] of entries) {
      const where = name === null ? `${place}.${side}` : `${place}.${side}.${name}`;
      made.push(await prepareColumn(name, column, where, refuse));
    }
    return made;
  };
  const [x, y] = [await columns("x"), await columns("y")];
  const { length } = x[0]!;
  for (const other of [...x, ...y]) {
    if (other.length === length) continue;
    refuse(
      place,
      `has ${String(length)} examples in x and ${String(other.length)} in ${other.name ?? "y"}`,
    );
  }
  return { length, x, y };
}

/** The rows of a column at `indices`, as a tensor. */
function gather(
  tf: typeof Tensorflow,
  { values, shape }: PreparedColumn,
  indices: Uint32Array,
): Tensorflow.Tensor {
  const width = size(shape);
  const rows = new (values.constructor as new (length: number) => Values)(indices.length * width);
  indices.forEach((source, target) => {
    rows.set(values.subarray(source * width, (source + 1) * width), target * width);
  });
  return tf.tensor(
    rows,
    [indices.length, ...shape],
    values instanceof Float32Array ? "float32" : "int32",
  );
}

/** Tensors as `fit` takes them. */
export interface Batch {
  readonly x: Tensorflow.Tensor | Record<string, Tensorflow.Tensor>;
  readonly y: Tensorflow.Tensor | Record<string, Tensorflow.Tensor>;
  readonly dispose: () => void;
}

/** Tensors of the examples at `indices`. */
export function batchOf(
  tf: typeof Tensorflow,
  { x, y }: PreparedExamples,
  indices: Uint32Array,
): Batch {
  const side = (columns: readonly PreparedColumn[]) =>
    columns.length === 1 && columns[0]!.name === null
      ? gather(tf, columns[0]!, indices)
      : Object.fromEntries(columns.map((column) => [column.name!, gather(tf, column, indices)]));
  const batch = { x: side(x), y: side(y) };
  return {
    ...batch,
    dispose: () => {
      tf.dispose(batch);
    },
  };
}
