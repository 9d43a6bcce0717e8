/** What a person should know about this version of Node and these backends. */
export function notesOn(
  node: string,
  { threads }: { readonly threads: boolean },
  found: readonly { readonly name: string; readonly problem: string | null }[],
): readonly string[] {
  const major = Number.parseInt(node, 10);
  const native = found.find(({ name }) => name === "tfjs-node");
  const whole = found.find(({ name }) => name === "fused-native");
  return [
    ...(whole && whole.problem !== null
      ? ["fused-native trains fastest, with the same numbers as fused-wasm"]
      : []),
    ...(native && native.problem !== null
      ? [
          "tfjs-node trains fastest what cannot be fused; anneal-bench doctor --install-native tries to install it",
        ]
      : []),
    ...(major >= 23
      ? ["this Node lacks two functions that tfjs-node 4.22 calls; the benchmark gives them back"]
      : []),
    ...(threads
      ? ["the engine has threads, but TensorFlow.js's WebAssembly backend uses one thread in Node"]
      : []),
  ];
}
