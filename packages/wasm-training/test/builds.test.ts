import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compile } from "../src/compiled/kernels.ts";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import type { Backend } from "../src/backend.ts";
import { binariesModule, sourceDigest } from "../tools/binaries.ts";
import { findZig, zigVersion } from "../../../tools/zig.ts";
import { builds, on, restart, tf, wasmBackend } from "./tensorflow.ts";

let registered: RegisteredKernels | undefined;
afterEach(() => {
  vi.unstubAllGlobals();
  registered?.unregister();
  registered = undefined;
});

interface EngineMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly grow: (pages: number) => void;
}
const { WebAssembly: engine } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => EngineMemory;
  };
};

const prefix = "@anneal/wasm-training: ";

const filterGradient = () => {
  const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
  const f = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, "valid");
  return { dw: tf.grad(f)(tf.ones([2, 2, 1, 1])) };
};
const fours = { dw: Float32Array.of(4, 4, 4, 4) };

describe("what is shipped", () => {
  const committed = () => readFile(new URL("../src/compiled/binaries.ts", import.meta.url), "utf8");

  test("was compiled from this source", async () => {
    expect(await committed()).toContain(`// Source: ${await sourceDigest()}\n`);
  });

  test("is what the source compiles to", { timeout: 120_000 }, async ({ skip }) => {
    const zig = await findZig();
    if (!zig) return skip(`zig ${zigVersion} is not here: npm run kernels -- --check fetches it`);
    // Not toBe, whose report of a difference would be as long as the binaries.
    expect((await committed()) === (await binariesModule(zig))).toBe(true);
  });
});

describe("the choice of a build", () => {
  test("auto is simd, whose bits do not depend on the machine, also where there is relaxed", async () => {
    registered = registerTrainingKernels(tf);
    expect(registered.build).toBe("simd");
    expect(await on("wasm", filterGradient)).toEqual(fours);
    expect(registered.build).toBe("simd");
  });

  test.each(builds)("%s is used when asked for", async (build) => {
    registered = registerTrainingKernels(tf, { build });
    expect(await on("wasm", filterGradient)).toEqual(fours);
    expect(registered.build).toBe(build);
  });

  /** An engine that refuses the first modules it is given. */
  function stubEngine(refused: number): void {
    let count = 0;
    const { Module } = engine;
    vi.stubGlobal("WebAssembly", {
      Module: function (bytes: Uint8Array) {
        if (count++ < refused) throw new Error("invalid opcode");
        return new Module(bytes);
      },
    });
  }

  test("without vectors, auto is plain", async () => {
    stubEngine(1);
    registered = registerTrainingKernels(tf);
    vi.unstubAllGlobals();
    expect(registered.build).toBe("plain");
    expect(await on("wasm", filterGradient)).toEqual(fours);
  });

  test("a build that the engine cannot run is refused", () => {
    stubEngine(1);
    const kernel = tf.getKernel("Sum", "wasm");
    expect(() => registerTrainingKernels(tf, { build: "relaxed" })).toThrow(
      new Error(`${prefix}this engine cannot run the build relaxed`),
    );
    expect(tf.getKernel("Sum", "wasm")).toBe(kernel);
  });
});

describe("a backend whose memory is not found", () => {
  const hideMemory = async () => {
    await restart();
    const { wasm } = wasmBackend() as unknown as { wasm: { asm: object } };
    wasm.asm = { ...wasm.asm, memory: undefined };
  };

  test("has the plain build under auto", async () => {
    await hideMemory();
    registered = registerTrainingKernels(tf);
    expect(await on("wasm", filterGradient)).toEqual(fours);
    expect(registered.build).toBe("plain");

    await restart();
    expect(await on("wasm", filterGradient)).toEqual(fours);
    expect(registered.build).toBe("simd");
  });

  test("is an error under a build that was asked for", async () => {
    await hideMemory();
    registered = registerTrainingKernels(tf, { build: "simd" });
    await expect(on("wasm", filterGradient)).rejects.toThrow(
      new Error(`${prefix}the build simd cannot use the memory of this backend`),
    );
    await restart();
  });
});

describe.each(["simd", "relaxed"] as const)("linking the %s build", (build) => {
  const { Memory } = engine;
  const linked = ({ buffer }: EngineMemory, parts: object) =>
    compile(build)!({
      wasm: { HEAPU8: new Uint8Array(buffer as ArrayBuffer), ...parts },
    } as unknown as Backend);

  test.each([false, true])(
    "to a memory whose being shared is %s, before and after it grows",
    (shared) => {
      const memory = new Memory({ initial: 1, maximum: 65536, shared });
      const kernels = linked(memory, { wasmMemory: memory })!;
      new Uint8Array(memory.buffer).fill(7, 0, 8);
      kernels.clear(2, 3);
      expect([...new Uint8Array(memory.buffer, 0, 8)]).toEqual([7, 7, 0, 0, 0, 7, 7, 7]);
      memory.grow(1);
      new Uint8Array(memory.buffer).fill(7);
      kernels.clear(65536, 2);
      expect([...new Uint8Array(memory.buffer, 65534, 6)]).toEqual([7, 7, 0, 0, 7, 7]);
    },
  );

  test("not to another memory than that of the heap", () => {
    const memory = new Memory({ initial: 1, maximum: 65536 });
    const other = new Memory({ initial: 1, maximum: 65536 });
    expect(
      linked(memory, { wasmMemory: other, asm: { memory: other, init: () => 0 } }),
    ).toBeUndefined();
    expect(linked(memory, { asm: { init: () => 0, memory } })).toBeDefined();
  });

  test("not to a memory without a limit", () => {
    const memory = new Memory({ initial: 1 });
    expect(linked(memory, { wasmMemory: memory })).toBeUndefined();
  });
});
