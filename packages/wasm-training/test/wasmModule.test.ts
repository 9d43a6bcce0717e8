import { describe, expect, test } from "vitest";
import { memoryModule } from "../tools/wasmModule.ts";

interface Engine {
  readonly Memory: new (limits: object) => object;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}

const name = (text: string) => [text.length, ...Buffer.from(text)];
const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];
const preamble = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const type = section(1, 1, 0x60, 0, 0);
const memory = section(2, 1, ...name("env"), ...name("memory"), 2, 0, 0);
const declared = section(3, 1, 0);
const table = section(4, 1, 0x70, 0, 0);
const stackPointer = section(6, 1, 0x7f, 1, 0x41, 0, 0x0b);
/** A function of these instructions. */
const code = (...body: number[]) => section(10, 1, body.length + 2, 0, ...body, 0x0b);
const linked = (...sections: number[][]) => Uint8Array.from([...preamble, ...sections.flat()]);

describe("a module for the memory of another", () => {
  test("takes every memory, shared or not, and has neither table nor stack pointer", () => {
    const { bytes, sharedFlag } = memoryModule(
      linked(type, memory, declared, table, stackPointer, code()),
    );
    const anyMemory = section(2, 1, ...name("env"), ...name("memory"), 2, 1, 0, 0x80, 0x80, 4);
    expect([...bytes]).toEqual([...linked(type, anyMemory, declared, code())]);
    expect(bytes[sharedFlag]).toBe(1);
    const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Engine })
      .WebAssembly;
    for (const shared of [false, true]) {
      bytes[sharedFlag] = shared ? 3 : 1;
      const imported = new Memory({ initial: 1, maximum: 65536, shared });
      expect(new Instance(new Module(bytes), { env: { memory: imported } })).toBeDefined();
    }
  });

  test.each<[problem: string, sections: number[][]]>([
    ["needs a stack", [type, memory, declared, stackPointer, code(0x23, 0, 0x1a)]],
    ["has static data", [type, memory, declared, code(), section(11, 0)]],
    ["calls a function", [type, section(2, 1, ...name("env"), ...name("sqrtf"), 0, 0)]],
    ["calls a function", [type, declared, code()]],
    [
      "calls a function",
      [
        type,
        section(
          2,
          2,
          ...name("env"),
          ...name("memory"),
          2,
          0,
          0,
          ...name("env"),
          ...name("f"),
          0,
          0,
        ),
      ],
    ],
  ])("a kernel that %s is refused", (problem, sections) => {
    expect(() => memoryModule(linked(...sections))).toThrow(`a kernel ${problem}`);
  });
});
