import { setFlagsFromString } from "node:v8";

// Behind a flag until Node 22.
if (Number(process.versions.node.split(".")[0]) < 22) {
  setFlagsFromString("--experimental-wasm-relaxed-simd");
}

/** A part of a WebAssembly module: its number, which says what it holds, and its bytes. */
interface Section {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const preambleBytes = 8;
const [custom, imports, tables, globals, data] = [0, 2, 4, 6, 11];

const text = (name: string): number[] => [name.length, ...Buffer.from(name)];
const memoryImport = [1, ...text("env"), ...text("memory"), 2];
/** That a limit is given; the bit of a memory that threads share is 2. */
const hasMaximum = 1;
/** From no page to all that 32 bits address: no memory that can be imported is smaller or larger. */
const allPages = [0, 0x80, 0x80, 0x04];

/** A WebAssembly module that works on the memory it imports, whatever its size. */
export interface MemoryModule {
  readonly bytes: Uint8Array;
  /** The place of the byte that is 1 for a memory of one thread and 3 for a shared one. */
  readonly sharedFlag: number;
}

/**
 * Takes out of a linked module what would need a memory of its own.
 *
 * The linker always makes a stack pointer and a table. Without them no function that needs one can be compiled: code that
 * would write a stack into the memory of the backend is refused here and not when it does.
 *
 * @throws {Error} If the module has static data, imports anything but the memory, or needs a stack or a table.
 */
export function memoryModule(linked: Uint8Array): MemoryModule {
  const sections = sectionsOf(linked);
  const imported = sections.find(({ id }) => id === imports);
  if (
    !imported ||
    Buffer.compare(imported.bytes.subarray(0, memoryImport.length), Buffer.from(memoryImport)) !== 0
  ) {
    throw new Error("a kernel calls a function that is not compiled into the module");
  }
  if (sections.some(({ id }) => id === data)) throw new Error("a kernel has static data");
  const bytes: number[] = [...linked.subarray(0, preambleBytes)];
  let sharedFlag = 0;
  for (const { id, bytes: contents } of sections) {
    if ([custom, tables, globals].includes(id)) continue;
    const kept = id === imports ? [...memoryImport, hasMaximum, ...allPages] : contents;
    bytes.push(id, ...unsigned(kept.length));
    if (id === imports) sharedFlag = bytes.length + memoryImport.length;
    for (const byte of kept) bytes.push(byte);
  }
  const module = Uint8Array.from(bytes);
  try {
    const { WebAssembly } = globalThis as unknown as {
      WebAssembly: { Module: new (bytes: Uint8Array) => object };
    };
    new WebAssembly.Module(module);
  } catch (error) {
    throw new Error(
      `a kernel needs a stack or a table, as for an array that is not unrolled: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return { bytes: module, sharedFlag };
}

function sectionsOf(module: Uint8Array): readonly Section[] {
  const sections: Section[] = [];
  let at = preambleBytes;
  while (at < module.length) {
    const id = module[at++]!;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = module[at++]!;
      length |= (byte & 0x7f) << shift;
      more = byte > 0x7f;
    }
    sections.push({ id, bytes: module.subarray(at, at + length) });
    at += length;
  }
  return sections;
}

/** A number in the format of WebAssembly: seven bits a byte, the lowest first. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
