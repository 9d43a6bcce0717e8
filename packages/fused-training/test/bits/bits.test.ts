import { describe, expect, test } from "vitest";
import { attachTo } from "../compare.ts";
import { engines, nameOf, teams } from "../engines.ts";
import { tf } from "../tensorflow.ts";
import { expectedBits, trainedBits } from "./networks.ts";

// test/bits/browser.test.ts expects the same of Chromium.
describe.each(expectedBits.map((bits) => [bits.network, bits] as const))(
  "the weights of %s after 200 steps",
  (_network, bits) => {
    test.each([...engines, ...teams].map((engine) => [nameOf(engine), engine] as const))(
      "have the same bits on every machine: %s",
      { timeout: 300_000 },
      async (_name, engine) => {
        const fuse = (model: tf.LayersModel) => {
          const attached = attachTo(model, engine);
          expect(attached.reason()).toBe(undefined);
          return attached.release;
        };
        expect(await trainedBits(tf, bits, fuse)).toBe(bits.digest);
      },
    );
  },
);
