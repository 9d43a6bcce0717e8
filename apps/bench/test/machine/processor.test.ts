import { arch } from "node:os";
import { expect, test } from "vitest";
import { processor, vectorsIn } from "../../src/machine/processor.ts";

test.each([
  ["flags\t\t: fpu sse sse4_1 avx avx2 avx512f avx512bw", "AVX-512"],
  ["model name : x\nflags\t\t: fpu sse4_1 avx avx2\nbugs : none\n", "AVX2"],
  ["flags : fpu sse4_1 avx", "AVX"],
  ["flags : fpu sse4_1", "SSE4.1"],
  // A name that only begins like a flag is none.
  ["flags : fpu avx512_vnni sse4_1x", undefined],
  ["Features : fp asimd", undefined],
  ["", undefined],
])("%j has %s", (cpuinfo, vectors) => {
  expect(vectorsIn(cpuinfo)).toBe(vectors);
});

test("a processor is named with its vector instructions, or else with its architecture", () => {
  expect(processor("flags : avx2")).toMatch(/., AVX2$/);
  expect(processor("")).toMatch(new RegExp(`., ${arch()}$`));
});
