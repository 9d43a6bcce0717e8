/** Modules that only an engine with the feature accepts. */
const modules = {
  simd: "AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==",
  relaxedSimd: "AGFzbQEAAAABBQFgAAF7AwIBAAoPAQ0AQQH9D0EC/Q/9gAIL",
  threads: "AGFzbQEAAAABBAFgAAADAgEABQQBAwEBCgsBCQBBAP4QAgAaCw==",
} as const;

/** A feature of WebAssembly. */
type Feature = keyof typeof modules;

interface Engine {
  validate(module: Uint8Array): boolean;
}

/** Which features of WebAssembly this version of Node has. */
export function engineFeatures(): Readonly<Record<Feature, boolean>> {
  // The types of Node 20 do not know it.
  const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine };
  const has = (feature: Feature): boolean =>
    engine.validate(Buffer.from(modules[feature], "base64"));
  return { simd: has("simd"), relaxedSimd: has("relaxedSimd"), threads: has("threads") };
}
