import type { Backend } from "../backend.ts";
import { relaxed, simd, type Binary } from "./binaries.ts";

/**
 * The functions compiled from `kernels/`, where they are documented. Every address and step is in bytes; a window is the
 * address of what `writeWindow` wrote.
 */
export interface CompiledKernels {
  readonly clear: (to: number, bytes: number) => void;
  readonly copyRows: (
    from: number,
    fromStep: number,
    to: number,
    toStep: number,
    rowBytes: number,
    rows: number,
  ) => void;
  readonly packPanels: (
    from: number,
    rowStep: number,
    columnStep: number,
    rows: number,
    columns: number,
    to: number,
    panelStep: number,
  ) => void;
  readonly convolve: (
    x: number,
    places: number,
    targets: number,
    pixels: number,
    runs: number,
    runCount: number,
    runBytes: number,
    weights: number,
    y: number,
    columns: number,
  ) => void;
  readonly addFilterGradient: (
    x: number,
    rowStep: number,
    columnStep: number,
    outRows: number,
    outColumns: number,
    runs: number,
    runCount: number,
    runLength: number,
    dy: number,
    dyPanelStep: number,
    dyPixelStep: number,
    panels: number,
    totals: number,
  ) => void;
  readonly storeFilterGradient: (
    totals: number,
    runCount: number,
    runLength: number,
    columns: number,
    filter: number,
  ) => void;
  readonly maxPoolGradientApart: (
    x: number,
    dy: number,
    dx: number,
    images: number,
    window: number,
  ) => void;
  readonly findWinners: (x: number, winners: number, window: number) => void;
  readonly sumWindows: (
    dy: number,
    winners: number,
    dx: number,
    window: number,
    scale: number,
  ) => void;
  readonly depthwiseInputGradient: (
    dy: number,
    filter: number,
    dx: number,
    taps: number,
    window: number,
  ) => void;
  readonly addDepthwiseFilterGradient: (x: number, dy: number, dw: number, window: number) => void;
  readonly repeatValues: (from: number, count: number, times: number, to: number) => void;
  readonly sumGroups: (from: number, count: number, times: number, to: number) => void;
  readonly sumColumns: (x: number, rows: number, columns: number, totals: number) => void;
  readonly reluGradient: (x: number, dy: number, dx: number, count: number, limit: number) => void;
}

const binaries = { relaxed, simd };

/** A build of the kernels that are compiled to WebAssembly. */
export type CompiledBuild = keyof typeof binaries;

/** Finds the compiled kernels of a backend, or `undefined` where they cannot work on its memory. */
export type Linker = (backend: Backend) => CompiledKernels | undefined;

/** The part of the engine that is used: without a browser's or Node's own types, none of it is declared. */
interface Engine {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: { readonly env: { readonly memory: unknown } },
    ) => { readonly exports: unknown };
  };
  readonly atob: (base64: string) => string;
}
const engine = () => globalThis as unknown as Engine;

/**
 * Compiles a build, or returns `undefined` where the engine cannot.
 *
 * The kernels work in place on the memory of the backend, whose address TensorFlow.js does not document: it is looked for
 * among what the backend's module has, and taken only if it is the memory behind the backend's own view. Instances are
 * kept for each such module, so that a backend that starts anew gets a new one.
 */
export function compile(build: CompiledBuild): Linker | undefined {
  const own = compiledModule(binaries[build], false);
  if (!own) return undefined;
  const linked = new WeakMap<object, CompiledKernels | undefined>();
  return ({ wasm }) => {
    if (!linked.has(wasm)) {
      const isShared = !(wasm.HEAPU8.buffer instanceof ArrayBuffer);
      linked.set(wasm, link(wasm, isShared ? compiledModule(binaries[build], true) : own));
    }
    return linked.get(wasm);
  };
}

function compiledModule(binary: Binary, isShared: boolean): object | undefined {
  const { WebAssembly, atob } = engine();
  const bytes = Uint8Array.from(atob(binary.base64), (letter) => letter.charCodeAt(0));
  if (isShared) bytes[binary.sharedFlag] = 3;
  try {
    const { Module } = WebAssembly;
    return new Module(bytes);
  } catch {
    // Instructions that the engine does not know, or a rule of the page against compiling.
    return undefined;
  }
}

function link(wasm: Backend["wasm"], module: object | undefined): CompiledKernels | undefined {
  const { HEAPU8, asm, wasmMemory } = wasm as Backend["wasm"] & {
    asm?: Record<string, unknown>;
    wasmMemory?: unknown;
  };
  const candidates: readonly unknown[] = [wasmMemory, ...Object.values<unknown>(asm ?? {})];
  const memory = candidates.find(
    (value) => (value as { buffer?: unknown } | undefined)?.buffer === HEAPU8.buffer,
  );
  if (!memory || !module) return undefined;
  try {
    const { Instance } = engine().WebAssembly;
    return new Instance(module, { env: { memory } }).exports as CompiledKernels;
  } catch {
    // A memory that may grow beyond what the module was compiled for.
    return undefined;
  }
}
