import { program } from "./binary.ts";
import type { Engine } from "./engine.ts";
import { fail } from "../fail.ts";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  readonly __heap_base: { readonly value: number };
  readonly run: (arena: number, program: number, words: number) => void;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
}

const pageBytes = 65_536;
const alignment = 64;

/** The engine of WebAssembly; undefined where there is none, or none with vectors. */
export function createWasmEngine(): Engine | undefined {
  const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };
  if (!api) return undefined;
  let module: object;
  try {
    module = new api.Module(
      Uint8Array.from(program.match(/../g)!, ([low, high]) => Number.parseInt(high! + low!, 16)),
    );
  } catch {
    // An engine without vectors refuses the module.
    return undefined;
  }
  return {
    name: "wasm",
    width: 4,
    threads: 1,
    createArena(words) {
      // An instance each, whose memory goes with it.
      const { memory, __heap_base: heap, run } = new api.Instance(module).exports;
      const begin = Math.ceil(heap.value / alignment) * alignment;
      const missing = begin + 4 * words - memory.buffer.byteLength;
      try {
        memory.grow(Math.max(Math.ceil(missing / pageBytes), 0));
      } catch {
        fail(RangeError, `WebAssembly has no ${String(4 * words)} bytes of memory for this batch`);
      }
      return {
        floats: new Float32Array(memory.buffer, begin, words),
        words: new Int32Array(memory.buffer, begin, words),
        run(program, count) {
          run(begin, program, count);
        },
      };
    },
  };
}
