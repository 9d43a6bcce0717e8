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

/** The engines of this machine: WebAssembly, and the native library at each width of this processor. */
export const engines: readonly Engine[] = [
  createWasmEngine()!,
  ...[4, 8, 16].flatMap((width) => {
    const engine = createNativeEngine(width);
    return typeof engine === "string" ? [] : [engine];
  }),
];

/** A name of an engine for the list of tests. */
export function nameOf({ name, width }: Engine): string {
  return `${name} with vectors of ${String(width)}`;
}
