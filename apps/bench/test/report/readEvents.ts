import { expect } from "vitest";

/** One bit at a time, from the other side of the polynomial: nothing in common with the code under test. */
export function slowCrc32c(bytes: Uint8Array): bigint {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0n; bit < 8n; bit++) {
      const carry = (crc & 1n) ^ ((BigInt(byte) >> bit) & 1n);
      crc = (crc >> 1n) ^ (carry * 0x82f63b78n);
    }
  }
  return crc ^ 0xffffffffn;
}

function unmask(masked: number): bigint {
  const rotated = (BigInt(masked) - 0xa282ead8n) & 0xffffffffn;
  return ((rotated >> 17n) | (rotated << 15n)) & 0xffffffffn;
}

type Field = readonly [number: number, value: number | Buffer];

/** The fields of a message of protocol buffers. */
function readMessage(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[position++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (position < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) fields.push([tag >> 3, varint()]);
    else {
      const length = type === 1 ? 8 : type === 5 ? 4 : varint();
      const data = bytes.subarray(position, position + length);
      position += length;
      fields.push([
        tag >> 3,
        type === 1 ? data.readDoubleLE() : type === 5 ? data.readFloatLE() : data,
      ]);
    }
  }
  expect(position).toBe(bytes.length);
  return fields;
}

/** A record of an event file. */
export interface Event {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly scalars: Readonly<Record<string, number>>;
}

/** What an event file of TensorBoard holds, its checksums compared. */
export function readEvents(bytes: Buffer): readonly Event[] {
  const events: Event[] = [];
  for (let position = 0; position < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(position));
    expect(unmask(bytes.readUInt32LE(position + 8))).toBe(
      slowCrc32c(bytes.subarray(position, position + 8)),
    );
    const data = bytes.subarray(position + 12, position + 12 + length);
    expect(unmask(bytes.readUInt32LE(position + 12 + length))).toBe(slowCrc32c(data));
    position += 16 + length;
    const fields = readMessage(data);
    const find = (number: number) => fields.find(([own]) => own === number)?.[1];
    const summary = find(5);
    const version = find(3);
    events.push({
      wallTime: find(1) as number,
      step: (find(2) ?? 0) as number,
      ...(version === undefined ? {} : { version: String(version) }),
      scalars: Object.fromEntries(
        (summary === undefined ? [] : readMessage(summary as Buffer)).map(([, value]) => {
          const [tag, scalar] = readMessage(value as Buffer);
          return [String(tag![1]), scalar![1] as number];
        }),
      ),
    });
  }
  return events;
}
