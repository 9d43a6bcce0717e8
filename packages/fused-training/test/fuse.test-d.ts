import * as tf from "@tensorflow/tfjs";
import { expectTypeOf } from "vitest";
import { fuse, type Fused } from "../src/index.ts";

export function types(model: tf.LayersModel, sequential: tf.Sequential): void {
  expectTypeOf(fuse(tf, model)).toEqualTypeOf<Fused>();
  expectTypeOf(fuse(tf, sequential, { engine: undefined }).engine).toEqualTypeOf<
    "native" | "wasm" | "layers"
  >();
  expectTypeOf<Fused["reason"]>().toEqualTypeOf<string | undefined>();
  // @ts-expect-error There is no such engine.
  fuse(tf, model, { engine: "webgpu" });
  expectTypeOf(fuse(tf, model, { threads: 2 }).threads).toEqualTypeOf<number>();
  // @ts-expect-error There is no such option.
  fuse(tf, model, { cores: 2 });
  // @ts-expect-error Not a model.
  fuse(tf, 3);
}
