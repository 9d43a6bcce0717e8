import { arch } from "node:os";
import { expect, test } from "vitest";
import { processor } from "../../src/machine/processor.ts";

test.each([
  ["flags\t\t: fpu sse sse4_1 avx avx2 avx512f avx512bw", "AVX-512"],
  ["model name : x\nflags\t\t: fpu sse4_1 avx avx2\nbugs : none\n", "AVX2"],
  ["flags : fpu sse4_1 avx", "AVX"],
  ["flags : fpu sse4_1", "SSE4.1"],
  // A name that only begins like a flag is none. Without any the architecture stands there.
  ["flags : fpu avx512_vnni sse4_1x", arch()],
  ["Features : fp asimd", arch()],
  ["", arch()],
])("with %j it is told by %s", (cpuinfo, end) => {
  expect(processor(cpuinfo)).toMatch(new RegExp(`^.+, ${end}$`));
});

test("this machine has one", () => {
  expect(processor()).toMatch(/^.+, \S+$/);
});
