import type * as Tensorflow from "@tensorflow/tfjs";

/** A tensor of TensorFlow, as the binding of tfjs-node hands it out. */
interface Handle {
  readonly id: number;
}

/** An attribute of an operation, as the binding takes it. */
interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean | readonly number[];
}

/** The binding of tfjs-node, as far as it is used here. */
interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array): number;
  deleteTensor(id: number): void;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): readonly Handle[];
}

/** The backend of tfjs-node, as far as it is used here. */
interface NativeBackend {
  readonly binding?: Partial<Binding>;
  getInputTensorIds(tensors: readonly Tensorflow.TensorInfo[]): readonly number[];
  createOutputTensor(handle: Handle): Tensorflow.Tensor;
}

/** What calls an operation of TensorFlow that TensorFlow.js has no name for. */
export interface Library {
  text(name: string, value: string): Attribute;
  integers(name: string, value: readonly number[]): Attribute;
  flag(name: string, value: boolean): Attribute;
  /** The attribute that says that the operation works on float32. */
  float32(name: string): Attribute;
  shape(name: string, value: readonly number[]): Attribute;
  idsOf(tensors: readonly Tensorflow.TensorInfo[]): readonly number[];
  /** A number as a tensor; the caller deletes it. */
  scalar(value: number): number;
  /** Runs an operation; the caller deletes or {@link adopt}s its outputs. */
  run(
    name: string,
    attributes: readonly Attribute[],
    ids: readonly number[],
    outputs: number,
  ): readonly Handle[];
  /** Gives a tensor to TensorFlow.js, which disposes it from now on. */
  adopt(handle: Handle): Tensorflow.Tensor;
  delete(...ids: readonly number[]): void;
}

/** The library behind the backend in use; `undefined` if that is not tfjs-node with a binding as expected. */
export function libraryOf(tf: typeof Tensorflow): Library | undefined {
  if (tf.getBackend() !== "tensorflow") return undefined;
  const backend = tf.backend() as unknown as NativeBackend;
  if (typeof backend.binding?.executeOp !== "function") return undefined;
  const binding = backend.binding as Binding;
  return {
    text: (name, value) => ({ name, type: binding.TF_ATTR_STRING, value }),
    integers: (name, value) => ({ name, type: binding.TF_ATTR_INT, value }),
    flag: (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value }),
    float32: (name) => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }),
    shape: (name, value) => ({ name, type: binding.TF_ATTR_SHAPE, value }),
    idsOf: (tensors) => backend.getInputTensorIds(tensors),
    scalar: (value) => binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value)),
    run: (name, attributes, ids, outputs) => binding.executeOp(name, attributes, ids, outputs),
    adopt: (handle) => backend.createOutputTensor(handle),
    delete(...ids) {
      for (const id of ids) binding.deleteTensor(id);
    },
  };
}
