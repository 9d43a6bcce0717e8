import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classes, unpack } from "../src/index.ts";
import { predict } from "../src/predict.ts";

const file = readFileSync(new URL("../data/images.bin", import.meta.url));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("the file", () => {
  test("holds the images and labels of the official files, to the last bit", async () => {
    const { train, test: held } = await unpack(file);
    // Of the first 7,500 of the official training files and every fifth of the test files, computed from those.
    expect(sha256(train.images)).toBe(
      "c552bdeaec3f63a71e935ff576e731955baf2db7dd6692d24fed64b043781ec2",
    );
    expect(sha256(train.labels)).toBe(
      "357547c3ac3c328a69232787df98260d65bbf286a1a143545844c909983cc1ee",
    );
    expect(sha256(held.images)).toBe(
      "9cc7a83dc423447d63d0b2b9cd625edf30af262e958b743e357d5e86e036bdbe",
    );
    expect(sha256(held.labels)).toBe(
      "c862b89f32d98995290d072fa8f051324897b879ddea242c6893de40e589d35d",
    );
    expect([train.images.length, train.labels.length]).toEqual([7_500 * 784, 7_500]);
    expect([held.images.length, held.labels.length]).toEqual([2_000 * 784, 2_000]);
  });

  test("has every class, about as often as every other", async () => {
    const { train, test: held } = await unpack(file);
    for (const { labels } of [train, held]) {
      const counts = classes.map((_, label) => labels.filter((own) => own === label).length);
      expect(Math.min(...counts)).toBeGreaterThan(0.08 * labels.length);
      expect(Math.max(...counts)).toBeLessThan(0.12 * labels.length);
    }
    expect(classes[train.labels[0]!]).toBe("Ankle boot");
  });

  test("is below 4 MB", () => {
    expect(file.length).toBeLessThan(4e6);
  });
});

/** The digests of everything in a file. */
async function digestsOf(bytes: Uint8Array | ArrayBuffer): Promise<readonly string[]> {
  const { train, test: held } = await unpack(bytes);
  return [train.images, train.labels, held.images, held.labels].map(sha256);
}

test("a buffer, bytes within one and bytes of their own give the same", async () => {
  const whole = await digestsOf(file);
  const within = new Uint8Array(file.length + 7);
  within.set(file, 3);
  expect(await digestsOf(within.subarray(3, 3 + file.length))).toEqual(whole);
  expect(await digestsOf(new Uint8Array(file).buffer)).toEqual(whole);
});

test("what is unpacked belongs to the caller", async () => {
  const { train, test: held } = await unpack(file);
  expect(train.images.buffer).not.toBe(held.images.buffer);
  train.images.fill(0);
  const [images] = await digestsOf(file);
  expect(images).not.toBe(sha256(train.images));
});

describe("errors", () => {
  const changed = (at: number): Uint8Array => {
    const bytes = new Uint8Array(file);
    bytes[at]! ^= 1;
    return bytes;
  };
  const content = gunzipSync(file);
  const damaged =
    /^@anneal\/fashion-mnist: unpack: this is not images\.bin, or it is damaged; install/;

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), damaged],
    ["a page in place of the file", new TextEncoder().encode("<!doctype html>"), damaged],
    ["a file cut off", file.subarray(0, 1_000_000), damaged],
    ["a file with one bit changed in the middle", changed(2_000_000), damaged],
    ["a file with one bit changed in its checksum", changed(file.length - 8), damaged],
    ["another gzip", gzipSync("else"), /must hold 7457500 bytes, this file holds 4; install/],
    ["a byte too much", gzipSync(Buffer.concat([content, Buffer.alloc(1)])), damaged],
    ["more than it may hold", gzipSync(Buffer.alloc(2 ** 25)), damaged],
  ])("%s", async (_, bytes, message) => {
    const error: unknown = await unpack(bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(message);
  });

  test.each([
    ["text", "string"],
    [undefined, "undefined"],
    [{}, "object"],
  ])("%o in place of bytes", async (value, found) => {
    const error: unknown = await unpack(value as never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(
      `@anneal/fashion-mnist: unpack: file must be a Uint8Array or an ArrayBuffer, got ${found}`,
    );
  });
});

test("the prediction is the neighbour nearest to left + above − above left, in that order", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, (left, above, aboveLeft) => {
      const target = left + above - aboveLeft;
      const [nearest] = [left, above, aboveLeft]
        .map((value, index) => ({ value, index, distance: Math.abs(target - value) }))
        .sort((a, b) => a.distance - b.distance || a.index - b.index);
      expect(predict(left, above, aboveLeft)).toBe(nearest!.value);
    }),
  );
});
