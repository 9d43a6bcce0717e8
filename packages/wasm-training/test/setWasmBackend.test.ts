import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { setWasmBackend, type BackendRegistry, type WasmBackendModule } from "../src/index.ts";
import { tf } from "./tensorflow.ts";

afterEach(() => vi.unstubAllGlobals());

const prefix = "@anneal/wasm-training: ";
const advice =
  "copy the .wasm files of node_modules/@tensorflow/tfjs-backend-wasm/dist to where the page is served from, and give the address of that folder, or of each file, as the option paths";

test("in Node the backend starts, from its package", async () => {
  await tf.setBackend("cpu");
  expect(await setWasmBackend(tf, wasm)).toBeUndefined();
  expect(tf.getBackend()).toBe("wasm");
});

interface Engine {
  readonly vectors?: boolean;
  readonly threads?: boolean;
  readonly node?: boolean;
  readonly starts?: boolean;
}

/** A page as TensorFlow.js sees it. */
function page({ vectors = true, threads = false, node = false, starts = true }: Engine = {}) {
  const flags: Record<string, boolean> = {
    WASM_HAS_SIMD_SUPPORT: vectors,
    WASM_HAS_MULTITHREAD_SUPPORT: threads,
    IS_NODE: node,
  };
  const events: unknown[] = [];
  const registry: BackendRegistry = {
    env: () => ({ get: (flag) => flags[flag], getAsync: (flag) => Promise.resolve(flags[flag]) }),
    setBackend(name) {
      events.push(name);
      return Promise.resolve(starts);
    },
  };
  const backend: WasmBackendModule = { setWasmPaths: (paths) => void events.push(paths) };
  return { registry, backend, events };
}

/** What a server answers. */
function serve(body: string | Uint8Array<ArrayBuffer>, init: ResponseInit = {}): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(new Response(body, init));
  });
  return asked;
}
const binary = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test.each<[Engine, string]>([
  [{ vectors: false }, "tfjs-backend-wasm.wasm"],
  [{ vectors: false, threads: true }, "tfjs-backend-wasm.wasm"],
  [{}, "tfjs-backend-wasm-simd.wasm"],
  [{ threads: true }, "tfjs-backend-wasm-threaded-simd.wasm"],
])("an engine with %j needs %s", async (engine, name) => {
  const asked = serve(binary);
  const { registry, backend, events } = page(engine);
  expect(await setWasmBackend(registry, backend, { paths: "/wasm/" })).toBe(`/wasm/${name}`);
  expect(asked).toEqual([`/wasm/${name}`]);
  expect(events).toEqual(["/wasm/", "wasm"]);
});

const each = {
  "tfjs-backend-wasm.wasm": "/a1.wasm",
  "tfjs-backend-wasm-simd.wasm": "/b2.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm": "/c3.wasm",
};

test("each file may have an address of its own", async () => {
  const asked = serve(binary);
  const { registry, backend, events } = page();
  expect(await setWasmBackend(registry, backend, { paths: each })).toBe("/b2.wasm");
  expect(asked).toEqual(["/b2.wasm"]);
  expect(events).toEqual([each, "wasm"]);
});

test("in Node the files are not fetched", async () => {
  const asked = serve("", { status: 404 });
  const { registry, backend } = page({ node: true });
  expect(await setWasmBackend(registry, backend, { paths: "/files/" })).toMatch("/files/");
  expect(asked).toEqual([]);
});

describe("what is missing is said before the backend starts", () => {
  const file = "/wasm/tfjs-backend-wasm-simd.wasm";

  test.each<[string, string | Uint8Array<ArrayBuffer>, ResponseInit, string]>([
    ["a status", "not found", { status: 404 }, "which is answered with the status 404"],
    [
      "a page",
      "<!doctype html>",
      { headers: { "content-type": "text/html" } },
      "which is answered with text/html",
    ],
    ["bytes", Uint8Array.of(0, 0x61), {}, "which is answered with something else"],
    ["nothing", Uint8Array.of(), {}, "which is answered with something else"],
  ])("%s", async (_name, body, init, problem) => {
    serve(body, init);
    const { registry, backend, events } = page();
    await expect(setWasmBackend(registry, backend, { paths: "/wasm/" })).rejects.toThrow(
      new Error(`${prefix}the backend "wasm" needs ${file}, ${problem}: ${advice}`),
    );
    expect(events).toEqual([]);
  });

  test("no answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const { registry, backend, events } = page();
    await expect(setWasmBackend(registry, backend, { paths: "/wasm/" })).rejects.toThrow(
      new Error(
        `${prefix}the backend "wasm" needs ${file}, which cannot be read (TypeError: Failed to fetch): ${advice}`,
      ),
    );
    expect(events).toEqual([]);
  });
});

test("a backend that does not start is an error", async () => {
  serve(binary);
  const { registry, backend } = page({ starts: false });
  await expect(setWasmBackend(registry, backend)).rejects.toThrow(
    new Error(
      `${prefix}the backend "wasm" did not start: it looked for tfjs-backend-wasm-simd.wasm beside the script; ${advice}`,
    ),
  );
  await expect(setWasmBackend(registry, backend, { paths: "/wasm/" })).rejects.toThrow(
    new Error(
      `${prefix}the backend "wasm" did not start with /wasm/tfjs-backend-wasm-simd.wasm: the console says why`,
    ),
  );
});

describe("bad input", () => {
  const { registry, backend } = page();

  test.each<[unknown, unknown, string]>([
    [undefined, backend, "tf must be TensorFlow.js, but it has no env(), setBackend()"],
    [null, backend, "tf must be TensorFlow.js, but it has no env(), setBackend()"],
    [{ ...registry, env: 1 }, backend, "tf must be TensorFlow.js, but it has no env()"],
    [registry, {}, "wasm must be @tensorflow/tfjs-backend-wasm, but it has no setWasmPaths()"],
  ])("modules %#", async (first, second, message) => {
    const call = setWasmBackend(first as BackendRegistry, second as WasmBackendModule);
    await expect(call).rejects.toThrow(new TypeError(prefix + message));
  });

  test.each<[unknown, Error]>([
    [null, new TypeError("options must be an object, got null")],
    ["/wasm/", new TypeError("options must be an object, got /wasm/")],
    [{ path: "/wasm/" }, new TypeError("unknown option path")],
    [{ paths: 1 }, new TypeError("paths must be the address of a folder or of each file, got 1")],
    [
      { paths: null },
      new TypeError("paths must be the address of a folder or of each file, got null"),
    ],
    [
      { paths: "/wasm" },
      new RangeError('paths must end with a slash, as the address of a folder, got "/wasm"'),
    ],
    [
      { paths: { ...each, "tfjs-backend-wasm.wasm": undefined } },
      new RangeError("paths must have the address of tfjs-backend-wasm.wasm"),
    ],
  ])("options %j", async (options, error) => {
    const call = setWasmBackend(registry, backend, options as object);
    await expect(call).rejects.toThrow(Object.assign(error, { message: prefix + error.message }));
    await expect(call).rejects.toBeInstanceOf(error.constructor);
  });
});
