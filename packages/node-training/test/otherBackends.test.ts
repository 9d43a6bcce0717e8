import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { afterEach, expect, test } from "vitest";
import { registerFusedTraining } from "../src/registerFusedTraining.ts";
import { restoreLegacyUtil } from "../src/restoreLegacyUtil.ts";

test("other backends are left alone", async () => {
  // Else the cpu backend advertises tfjs-node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const update = (): unknown =>
    Object.getOwnPropertyDescriptor(tf.AdamOptimizer.prototype, "applyGradients")?.value;
  const before = update();
  const { parts, unregister } = registerFusedTraining(tf);
  expect(parts).toEqual([]);
  expect(update()).toBe(before);
  unregister();
  expect(update()).toBe(before);
});

const legacy = util as unknown as Record<string, unknown>;
const { isNullOrUndefined, isArray } = legacy;
afterEach(() => {
  Object.assign(legacy, { isNullOrUndefined, isArray });
});

test("util gets back what Node 23 removed, and keeps what it has", () => {
  const own = (): boolean => false;
  Object.assign(legacy, { isNullOrUndefined: undefined, isArray: own });
  restoreLegacyUtil();
  const restored = legacy["isNullOrUndefined"] as (value: unknown) => boolean;
  expect([null, undefined, 0, ""].map(restored)).toEqual([true, true, false, false]);
  expect(legacy["isArray"]).toBe(own);
});
