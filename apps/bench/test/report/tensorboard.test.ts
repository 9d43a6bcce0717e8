import { withoutTimings } from "@anneal/experiment/conclusion";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { crc32c, eventFiles, pathPart } from "../../src/report/tensorboard.ts";

// The check value and the vectors of RFC 3720, appendix B.4.
test.each([
  ["123456789", Buffer.from("123456789"), 0xe3069283],
  ["nothing", Buffer.alloc(0), 0],
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
])("CRC-32C of %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

/** One bit at a time, from the other side of the polynomial: nothing in common with the code under test. */
function slowCrc32c(bytes: Uint8Array): bigint {
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

interface Event {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly scalars: Readonly<Record<string, number>>;
}

function readEvents(bytes: Buffer): readonly Event[] {
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

const results = syntheticResults({
  schedules: ["constant", "cosine"],
  seeds: 2,
  epochs: 3,
  diverged: ["cosine:1"],
  failed: ["constant:2"],
});

describe("event files", () => {
  const files = eventFiles(results);

  test("there is one for each trial with curves, named as TensorBoard wants it", () => {
    expect(files.map(({ path }) => path.replace(/[0-9a-f]{16}$/, "<key>"))).toEqual([
      "fashion-mnist/constant/seed-1/events.out.tfevents.1767323045.<key>",
      "fashion-mnist/cosine/seed-1/events.out.tfevents.1767323045.<key>",
      "fashion-mnist/cosine/seed-2/events.out.tfevents.1767323045.<key>",
    ]);
  });

  test("hold the curves at the steps of the updates, to the precision of a float", () => {
    const [first, ...epochs] = readEvents(files[0]!.bytes);
    expect(first).toEqual({ wallTime: 1767323045, step: 0, version: "brain.Event:2", scalars: {} });
    const trial = results.trials[0]!;
    if (trial.status === "failed") throw new Error("the first trial is not meant to fail");
    expect(epochs.map(({ step }) => step)).toEqual([94, 188, 282]);
    expect(epochs.map(({ wallTime }) => wallTime)).toEqual([1767323054, 1767323063, 1767323072]);
    for (const [index, { scalars }] of epochs.entries()) {
      const { learningRate, training, validation } = trial.epochs[index]!;
      expect(scalars).toMatchObject({
        learning_rate: Math.fround(learningRate),
        "accuracy/training": Math.fround(training["accuracy"]!),
        "accuracy/validation": Math.fround(validation["accuracy"]!),
        "loss/training": Math.fround(training["loss"]!),
        "loss/validation": Math.fround(validation["loss"]!),
      });
      expect("accuracy/test" in scalars).toBe(index === 2);
    }
    expect(epochs[2]!.scalars).toMatchObject({
      "accuracy/test": Math.fround(trial.test!["accuracy"]!),
      images_per_second: Math.fround(trial.timings!.examplesPerSecond!),
    });
  });

  test("leave out what a diverged trial does not have", () => {
    const last = readEvents(files[1]!.bytes).at(-1)!;
    expect(last.scalars).not.toHaveProperty("loss/training");
    expect(last.scalars).toHaveProperty("learning_rate");
  });

  test("have a clock of their own where timings are left out", () => {
    const [file] = eventFiles(withoutTimings(results));
    expect(file!.path).toContain("events.out.tfevents.0000000000.");
    expect(readEvents(file!.bytes).map(({ wallTime }) => wallTime)).toEqual([0, 1, 2, 3]);
  });

  test("of trials at several rates lie apart", () => {
    const [tuned] = syntheticResults({
      schedules: ["constant"],
      seeds: 1,
      learningRate: 0.1,
    }).trials;
    const paths = eventFiles({ ...results, trials: [tuned!] }).map(({ path }) => path);
    expect(paths[0]).toContain("fashion-mnist/constant/seed-1-rate-0.1/");
  });
});

test.each([
  ["cosine-restarts", "cosine-restarts"],
  ["../../etc", /^_[\w.-]*-[0-9a-f]{8}$/],
  ["a/b", /^a_b-[0-9a-f]{8}$/],
  ["", /^-00000000$/],
  ["..", /^_-[0-9a-f]{8}$/],
])("the name %j is one part of a path", (name, expected) => {
  expect(pathPart(name)).toMatch(
    expected instanceof RegExp ? expected : new RegExp(`^${expected}$`),
  );
  expect(pathPart(name)).not.toMatch(/[/\\]|^\.\.?$/);
});
