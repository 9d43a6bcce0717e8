import { existsSync } from "node:fs";
import type { Engine } from "../src/engine/engine.ts";
import { createNativeEngine } from "../src/engine/nativeEngine.ts";
import { createWasmEngine } from "../src/engine/wasmEngine.ts";
import { buildNative } from "../tools/native.ts";
import { findZig } from "../../../tools/zig.ts";

let native = createNativeEngine();
if (typeof native === "string") {
  const zig = await findZig();
  const file = zig && (await buildNative(zig).catch(() => undefined));
  if (file && existsSync(file)) native = createNativeEngine();
}

/** Why the native library is not tested; undefined if it is. `npm run native` builds it. */
export const missingNative = typeof native === "string" ? native : undefined;

/** The same behind the name of a test that is skipped without it. */
export const whySkipped = missingNative === undefined ? "" : ` (skipped: ${missingNative})`;

const nativeEngines = (threads: number, widths: readonly number[]): readonly Engine[] =>
  widths.flatMap((width) => {
    const engine = createNativeEngine(threads, width);
    return typeof engine === "string" ? [] : [engine];
  });

/** The engines of this machine: WebAssembly, and the native library at each width of this processor. */
export const engines: readonly Engine[] = [createWasmEngine()!, ...nativeEngines(1, [4, 8, 16])];

/** The native library with two and three threads. */
export const teams: readonly Engine[] = [2, 3].flatMap((threads) =>
  // The widest of a processor is not known here: of several, the last is it.
  nativeEngines(threads, [4, 8, 16]).slice(-1),
);

/** A name of an engine for the list of tests. */
export function nameOf({ name, width, threads }: Engine): string {
  const team = threads === 1 ? "" : ` and ${String(threads)} threads`;
  return `${name} with vectors of ${String(width)}${team}`;
}
