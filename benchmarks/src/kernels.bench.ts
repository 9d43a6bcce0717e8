/**
 * The WebAssembly kernels of another commit against those of this one, function by function: whether the bits are equal, and
 * how long each takes.
 *
 * git show COMMIT:packages/wasm-training/src/compiled/binaries.ts > before.ts
 * node --conditions=@anneal/source --import tsx benchmarks/src/kernels.bench.ts before.ts [simd|relaxed] [rounds]
 *
 * For relaxed, Node 20 needs --experimental-wasm-relaxed-simd.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

type Kernels = Readonly<Record<string, (...values: number[]) => void>>;
interface Engine {
  readonly Memory: new (limits: object) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

const committed = fileURLToPath(
  new URL("../../packages/wasm-training/src/compiled/binaries.ts", import.meta.url),
);
const [other, build = "simd", roundsText = "15"] = process.argv.slice(2);
const rounds = Number(roundsText);

const memory = new Memory({ initial: 1024, maximum: 65536 });
const floats = new Float32Array(memory.buffer);
const integers = new Int32Array(memory.buffer);

async function load(file: string): Promise<Kernels> {
  const pattern = new RegExp(`export const ${build}: Binary = \\{\\s*base64:\\s*"([^"]+)"`);
  const [, base64] = pattern.exec(await readFile(file, "utf8"))!;
  const module = new Module(Buffer.from(base64!, "base64"));
  return new Instance(module, { env: { memory } }).exports as Kernels;
}

let seed = 1;
function random(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32 - 0.5;
}
/** Half of them 0, as after a ReLU. */
const rectified = () => Math.max(0, random());
const zero = () => 0;

let top = 0;
function place(count: number): number {
  const address = top;
  top += Math.ceil(count / 4) * 16;
  return address;
}
function values(count: number, make: () => number = random): number {
  const address = place(count);
  for (let index = 0; index < count; index++) floats[address / 4 + index] = make();
  return address;
}
function list(items: readonly number[]): number {
  const address = place(items.length);
  integers.set(items, address / 4);
  return address;
}
const range = (count: number) => [...Array(count).keys()];

interface Work {
  readonly result: number;
  readonly count: number;
  readonly run: (kernels: Kernels) => void;
}

const convolution = (size: number, channels: number, filters: number): Work => {
  const [taps, out] = [3, size - 2];
  const x = values(size * size * channels);
  const weights = values(taps * taps * channels * Math.ceil(filters / 8) * 8);
  const y = values(out * out * filters, zero);
  const places = range(out).flatMap((row) =>
    range(out).map((column) => (row * size + column) * channels * 4),
  );
  const at = list(places);
  const to = list(range(out * out).map((pixel) => pixel * filters * 4));
  const runs = list(range(taps).map((row) => row * size * channels * 4));
  return {
    result: y,
    count: out * out * filters,
    run: (kernels) =>
      kernels["convolve"]!(
        x,
        at,
        to,
        out * out,
        runs,
        taps,
        taps * channels * 4,
        weights,
        y,
        filters,
      ),
  };
};

const filterGradient = (
  size: number,
  channels: number,
  filters: number,
  isDirect: boolean,
): Work => {
  const [taps, out] = [3, size - 2];
  const panels = Math.ceil(filters / 8);
  const length = taps * channels;
  const x = values(size * size * channels);
  const dy = values(panels * out * out * 8);
  const totalWords = panels * taps * Math.ceil(length / 4) * 32;
  const totals = values(totalWords, zero);
  const dw = values(taps * length * filters, zero);
  const runs = list(range(taps).map((row) => row * size * channels * 4));
  const [panelStep, pixelStep] = isDirect ? [32, filters * 4] : [out * out * 32, 32];
  return {
    result: dw,
    count: taps * length * filters,
    run(kernels) {
      kernels["clear"]!(totals, totalWords * 4);
      kernels["addFilterGradient"]!(
        ...[x, size * channels * 4, channels * 4, out, out, runs, taps, length],
        ...[dy, panelStep, pixelStep, panels, totals],
      );
      kernels["storeFilterGradient"]!(totals, taps, length, filters, dw);
    },
  };
};

/** As `writeWindow` of the package: height, width, channels, output, filter, strides, no dilation, padding. */
const windowOf = (
  size: number,
  channels: number,
  out: number,
  filter: number,
  stride: number,
  pad: number,
) => list([size, size, channels, out, out, filter, filter, stride, stride, 1, 1, pad, pad]);

const poolGradient = (size: number, channels: number, filter: number): Work => {
  const out = size / filter;
  const x = values(size * size * channels, rectified);
  const dy = values(out * out * channels);
  const dx = values(size * size * channels, zero);
  const window = windowOf(size, channels, out, filter, filter, 0);
  return {
    result: dx,
    count: size * size * channels,
    run: (kernels) => kernels["maxPoolGradientApart"]!(x, dy, dx, 1, window),
  };
};

const depthwise = (name: string, size: number, channels: number): Work => {
  const pixels = size * size * channels;
  const [x, dy] = [values(pixels), values(pixels)];
  const filter = values(9 * channels);
  const [dx, taps] = [values(pixels, zero), place(18)];
  const window = windowOf(size, channels, size, 3, 1, 1);
  const isInput = name === "depthwiseInputGradient";
  return {
    result: isInput ? dx : filter,
    count: isInput ? pixels : 9 * channels,
    run(kernels) {
      if (isInput) {
        kernels[name]!(dy, filter, dx, taps, window);
        return;
      }
      kernels["clear"]!(filter, 9 * channels * 4);
      kernels[name]!(x, dy, filter, window);
    },
  };
};

/** A kernel of one input, whose arguments a function makes of the two addresses. */
const simple = (
  name: string,
  from: number,
  to: number,
  call: (x: number, y: number) => number[],
): Work => {
  const [x, y] = [values(from, rectified), values(to, zero)];
  return { result: y, count: to, run: (kernels) => kernels[name]!(...call(x, y)) };
};

const works: Readonly<Record<string, () => Work>> = {
  "convolve 13×13×32 → 64": () => convolution(13, 32, 64),
  "convolve 15×15×64 → 32": () => convolution(15, 64, 32),
  "convolve 8×8×5 → 3": () => convolution(8, 5, 3),
  "addFilterGradient 13×13×32 → 64": () => filterGradient(13, 32, 64, false),
  "addFilterGradient 28×28×1 → 32, direct": () => filterGradient(28, 1, 32, true),
  "addFilterGradient 9×9×5 → 13": () => filterGradient(9, 5, 13, false),
  "packPanels 1600×64": () =>
    simple("packPanels", 102400, 102400, (x, y) => [x, 256, 4, 1600, 64, y, 51200]),
  "packPanels 64×1600, transposed": () =>
    simple("packPanels", 102400, 102400, (x, y) => [x, 4, 256, 64, 1600, y, 2048]),
  "copyRows 13×13×64": () =>
    simple("copyRows", 13 * 13 * 64, 15 * 15 * 64, (x, y) => [x, 3328, y, 3840, 3328, 13]),
  "maxPoolGradientApart 26×26×32, 2×2": () => poolGradient(26, 32, 2),
  "maxPoolGradientApart 27×27×7, 3×3": () => poolGradient(27, 7, 3),
  "findWinners, sumWindows 27×27×34, 3×3": () => {
    const [x, dy] = [values(27 * 27 * 34, rectified), values(13 * 13 * 34)];
    const [winners, dx] = [place(13 * 13 * 34), values(27 * 27 * 34, zero)];
    const window = windowOf(27, 34, 13, 3, 2, 0);
    return {
      result: dx,
      count: 27 * 27 * 34,
      run(kernels) {
        kernels["findWinners"]!(x, winners, window);
        kernels["sumWindows"]!(dy, winners, dx, window, 1);
      },
    };
  },
  "sumWindows 28×28×32, average": () => {
    const window = windowOf(28, 32, 14, 2, 2, 0);
    return simple("sumWindows", 14 * 14 * 32, 28 * 28 * 32, (x, y) => [x, 0, y, window, 0.25]);
  },
  "depthwiseInputGradient 14×14×32": () => depthwise("depthwiseInputGradient", 14, 32),
  "depthwiseInputGradient 14×14×7": () => depthwise("depthwiseInputGradient", 14, 7),
  "addDepthwiseFilterGradient 14×14×32": () => depthwise("addDepthwiseFilterGradient", 14, 32),
  "addDepthwiseFilterGradient 14×14×7": () => depthwise("addDepthwiseFilterGradient", 14, 7),
  "repeatValues 6272, 2 times": () =>
    simple("repeatValues", 6272, 12544, (x, y) => [x, 6272, 2, y]),
  "sumGroups 6272 of 2": () => simple("sumGroups", 12544, 6272, (x, y) => [x, 6272, 2, y]),
  "sumColumns 43264×32": () => simple("sumColumns", 43264 * 32, 32, (x, y) => [x, 43264, 32, y]),
  "sumColumns 5000×7": () => simple("sumColumns", 35000, 7, (x, y) => [x, 5000, 7, y]),
  "reluGradient 692,224": () => {
    const dy = values(692224);
    return simple("reluGradient", 692224, 692224, (x, y) => [x, dy, y, 692224, Infinity]);
  },
};

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((first, second) => first - second);
  return sorted[Math.floor(share * sorted.length)]!;
}

if (other === undefined)
  throw new Error("name the binaries.ts to compare with, as the head of this file says");
const [before, now] = [await load(other), await load(committed)];

console.log(`${build}, Node ${process.version}, ${rounds} rounds in turn\n`);
console.log("| function | before, µs | now, µs | now ÷ before | bits |");
console.log("|---|---:|---:|---:|---|");
for (const [name, make] of Object.entries(works)) {
  top = 1 << 16;
  const { result, count, run } = make();
  const bitsOf = (kernels: Kernels) => {
    floats.fill(7, result / 4, result / 4 + count);
    run(kernels);
    return Buffer.from(integers.slice(result / 4, result / 4 + count).buffer);
  };
  const isEqual = bitsOf(before).equals(bitsOf(now));
  const timeOf = (kernels: Kernels, repeats: number) => {
    const start = performance.now();
    for (let index = 0; index < repeats; index++) run(kernels);
    return (1000 * (performance.now() - start)) / repeats;
  };
  // Long enough for the optimizing compiler, and then a millisecond a measurement.
  for (const kernels of [before, now]) timeOf(kernels, Math.ceil(5e4 / timeOf(kernels, 3)));
  const repeats = Math.max(1, Math.round(1000 / timeOf(now, 10)));
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    // The second best of five: what others do on the machine at the same time only adds.
    [before, now].forEach((kernels, which) => {
      times[which]!.push(
        quantile(
          range(5).map(() => timeOf(kernels, repeats)),
          0.2,
        ),
      );
    });
  }
  const ratio = quantile(
    times[0].map((time, round) => times[1][round]! / time),
    0.5,
  );
  const [first, second] = times.map((all) => quantile(all, 0.5).toFixed(1));
  console.log(
    `| ${name} | ${first!} | ${second!} | ${ratio.toFixed(2)} | ${isEqual ? "equal" : "differ"} |`,
  );
}
