import { fail } from "./fail.ts";

const files = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm",
] as const;

/** The name of a file of `@tensorflow/tfjs-backend-wasm`, of which an engine needs one. */
export type WasmFileName = (typeof files)[number];

/** What {@link setWasmBackend} needs of TensorFlow.js: `@tensorflow/tfjs` and `@tensorflow/tfjs-core` have it. */
export interface BackendRegistry {
  /** What the engine is able to do. */
  readonly env: () => {
    /** The value of a flag that is known. */
    readonly get: (flag: string) => unknown;
    /** The value of a flag, found out if need be. */
    readonly getAsync: (flag: string) => Promise<unknown>;
  };
  /** Starts a backend; false if it did not start. */
  readonly setBackend: (backendName: string) => Promise<boolean>;
}

/** What {@link setWasmBackend} needs of `@tensorflow/tfjs-backend-wasm`. */
export interface WasmBackendModule {
  /** Tells the backend where its files are. */
  readonly setWasmPaths: (paths: string | Record<WasmFileName, string>) => void;
}

/** Options of {@link setWasmBackend}. */
export interface WasmBackendOptions {
  /**
   * Where the `.wasm` files are: the address of their folder, which ends with a slash, or the address of each file.
   *
   * @defaultValue beside the script in a page, in `node_modules` in Node
   */
  readonly paths?: string | Readonly<Record<WasmFileName, string>> | undefined;
}

/** The part of a page that is used: without a browser's own types, none of it is declared. */
interface Page {
  readonly fetch: (address: string) => Promise<{
    readonly ok: boolean;
    readonly status: number;
    readonly headers: { readonly get: (name: string) => string | null };
    readonly body: {
      readonly getReader: () => {
        readonly read: () => Promise<{ readonly value?: Uint8Array }>;
        readonly cancel: () => Promise<void>;
      };
    };
  }>;
}

const advice =
  "copy the .wasm files of node_modules/@tensorflow/tfjs-backend-wasm/dist to where the page is served from, and give the address of that folder, or of each file, as the option paths";

/**
 * Starts the WebAssembly backend of TensorFlow.js, or says what is missing.
 *
 * `tf.setBackend("wasm")` returns false if one of the backend's files cannot be read, and TensorFlow.js then goes on with
 * another backend. In a page this function looks first whether the file that this engine needs is there and is WebAssembly.
 *
 * @param tf - The user's own `@tensorflow/tfjs` or `@tensorflow/tfjs-core`.
 * @param wasm - The user's own `@tensorflow/tfjs-backend-wasm`.
 * @param options - See {@link WasmBackendOptions}.
 * @returns The address of the file in use; undefined if `paths` was not given.
 * @throws {TypeError} If `tf` or `wasm` is something else, or if an option is unknown or of the wrong type.
 * @throws {RangeError} If the address of the folder does not end with a slash, or a file has no address.
 * @throws {Error} If the file cannot be read or is not WebAssembly, or if the backend does not start.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import * as wasm from "@tensorflow/tfjs-backend-wasm";
 *
 * await setWasmBackend(tf, wasm, { paths: "/wasm/" }); // => "/wasm/tfjs-backend-wasm-simd.wasm"
 * ```
 */
export async function setWasmBackend(
  tf: BackendRegistry,
  wasm: WasmBackendModule,
  options: WasmBackendOptions = {},
): Promise<string | undefined> {
  checkModule("tf", "TensorFlow.js", tf, ["env", "setBackend"]);
  checkModule("wasm", "@tensorflow/tfjs-backend-wasm", wasm, ["setWasmPaths"]);
  const paths = checkedPaths(options);
  const name = await fileNeeded(tf);
  const file = typeof paths === "string" ? paths + name : paths?.[name];
  if (file !== undefined && !tf.env().get("IS_NODE")) {
    const problem = await problemWith(file);
    if (problem) fail(Error, `the backend "wasm" needs ${file}, ${problem}: ${advice}`);
  }
  if (paths !== undefined) wasm.setWasmPaths(typeof paths === "string" ? paths : { ...paths });
  if (!(await tf.setBackend("wasm"))) {
    fail(
      Error,
      file === undefined
        ? `the backend "wasm" did not start: it looked for ${name} beside the script; ${advice}`
        : `the backend "wasm" did not start with ${file}: the console says why`,
    );
  }
  return file;
}

/** The file that the backend loads in this engine. */
async function fileNeeded(tf: BackendRegistry): Promise<WasmFileName> {
  const hasVectors = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const hasThreads = await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT");
  if (!hasVectors) return files[0];
  return hasThreads ? files[2] : files[1];
}

/** What is wrong with a file, or undefined. Of a good one only the beginning is read. */
async function problemWith(file: string): Promise<string | undefined> {
  const { fetch } = globalThis as unknown as Page;
  const response = await fetch(file).catch((error: unknown) => String(error));
  if (typeof response === "string") return `which cannot be read (${response})`;
  const { ok, status, headers, body } = response;
  const reader = body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  if (!ok) return `which is answered with the status ${String(status)}`;
  // Every WebAssembly file begins so. A server for pages answers an unknown address with a page.
  const isWasm = [0, 0x61, 0x73, 0x6d].every((byte, index) => value?.[index] === byte);
  return isWasm
    ? undefined
    : `which is answered with ${headers.get("content-type") ?? "something else"}`;
}

function checkModule(name: string, what: string, value: unknown, functions: readonly string[]) {
  const found = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const missing = functions.filter((key) => typeof found[key] !== "function");
  if (missing.length > 0) {
    fail(
      TypeError,
      `${name} must be ${what}, but it has no ${missing.map((key) => `${key}()`).join(", ")}`,
    );
  }
}

function checkedPaths(options: unknown): WasmBackendOptions["paths"] {
  if (typeof options !== "object" || options === null) {
    return fail(TypeError, `options must be an object, got ${String(options)}`);
  }
  const unknown = Object.keys(options).filter((key) => key !== "paths");
  if (unknown.length > 0) fail(TypeError, `unknown option ${unknown.join(", ")}`);
  const { paths } = options as { paths?: unknown };
  if (paths === undefined) return undefined;
  if (typeof paths === "string") {
    if (!paths.endsWith("/")) {
      fail(
        RangeError,
        `paths must end with a slash, as the address of a folder, got ${JSON.stringify(paths)}`,
      );
    }
    return paths;
  }
  if (typeof paths !== "object" || paths === null) {
    return fail(
      TypeError,
      `paths must be the address of a folder or of each file, got ${JSON.stringify(paths)}`,
    );
  }
  const missing = files.filter(
    (name) => typeof (paths as Record<string, unknown>)[name] !== "string",
  );
  if (missing.length > 0) fail(RangeError, `paths must have the address of ${missing.join(", ")}`);
  return paths as Record<WasmFileName, string>;
}
