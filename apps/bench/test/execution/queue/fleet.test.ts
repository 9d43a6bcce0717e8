import { describe, expect, test } from "vitest";
import { chooseFleet, fingerprintOf, queueNameOf } from "../../../src/execution/queue/fleet.ts";
import type { Fleet } from "../../../src/execution/queue/fleet.ts";
import { memberWith } from "../../../src/execution/queue/member.ts";
import type { Member } from "../../../src/execution/queue/member.ts";
import { ownVersion } from "../../../src/backends/versions.ts";

const simd = {
  name: "wasm",
  version: "4.22.0",
  kernels: "simd",
  rounding: "9ff3a8dd37cf",
} as const;
const avx512 = {
  name: "tfjs-node",
  version: "4",
  kernels: "fused",
  rounding: "5b615253908d",
} as const;
const avx2 = { ...avx512, rounding: "91c8c01ca5bd" };

const fleetOf = (member: Member, workers: number): Fleet => ({
  member,
  fingerprint: fingerprintOf(member),
  workers,
});
const choose = (
  fleets: readonly Fleet[],
  backend: "auto" | "wasm" | "tfjs-node" = "auto",
  fleet?: string,
) => chooseFleet(fleets, backend, fleet, "redis://host");

test("everything that may change a number makes another queue", () => {
  const member = memberWith(simd);
  const others: readonly Member[] = [
    member,
    memberWith(avx512),
    memberWith(avx2),
    memberWith({ ...simd, version: "4.23.0" }),
    memberWith({ ...simd, kernels: "relaxed" }),
    memberWith(simd, avx2),
    { ...member, bench: "9.9.9" },
    { ...member, protocol: member.protocol + 1 },
    { ...member, versions: { ...member.versions, anneal: "9.9.9" } },
    { ...member, versions: { ...member.versions, tfjs: "9.9.9" } },
  ];
  expect(new Set(others.map(queueNameOf)).size).toBe(others.length);
  expect(queueNameOf(member)).toMatch(/^bench-[0-9a-f]{12}$/);
});

describe("the workers of a plan are", () => {
  test("the only ones that fit, connected or not", () => {
    const only = fleetOf(memberWith(simd), 0);
    expect(choose([only])).toBe(only);
    expect(choose([fleetOf(memberWith(avx512), 3), only], "wasm")).toBe(only);
  });

  test("those that are connected, where others are not", () => {
    const [one, other] = [fleetOf(memberWith(avx512), 1), fleetOf(memberWith(avx2), 0)];
    expect(choose([one, other])).toBe(one);
  });

  test.each(["auto", "fused", "fused-native", "fused-wasm", "layers", "wasm"] as const)(
    "those that train with %s, what cannot be fused included",
    (backend) => {
      const both = fleetOf(memberWith({ ...simd, name: "fused" }, simd), 1);
      expect(chooseFleet([both], backend, undefined, "redis://host")).toBe(both);
    },
  );

  test.each(["tfjs-node", "tfjs-node-stock", "cpu"] as const)("no others for %s", (backend) => {
    const both = fleetOf(memberWith({ ...simd, name: "fused" }, simd), 1);
    expect(() => chooseFleet([both], backend, undefined, "redis://host")).toThrow(
      "fused 4.22.0, kernels simd, rounding 9ff3a8dd37cf, and what cannot be fused wasm 4.22.0",
    );
    const stock = fleetOf(memberWith({ ...avx2, name: "tfjs-node-stock" }), 1);
    const fits = backend === "tfjs-node-stock";
    const act = () => chooseFleet([stock], backend, undefined, "redis://host");
    if (fits) expect(act()).toBe(stock);
    else expect(act).toThrow("no worker at");
  });

  test("those that were named, where several round differently", () => {
    const [one, other] = [fleetOf(memberWith(avx512), 1), fleetOf(memberWith(avx2), 2)];
    expect(() => choose([one, other])).toThrow(
      "the workers at redis://host do not all give the same numbers; choose with --backend, or with --fleet and one of\n" +
        `  ${one.fingerprint}: 1 worker, anneal-bench ${ownVersion}, tfjs-node 4, kernels fused, rounding 5b615253908d\n` +
        `  ${other.fingerprint}: 2 workers, anneal-bench ${ownVersion}, tfjs-node 4, kernels fused, rounding 91c8c01ca5bd`,
    );
    expect(choose([one, other], "tfjs-node", other.fingerprint)).toBe(other);
  });

  test.each<[string, readonly Fleet[], string]>([
    ["none at all", [], "start one: anneal-bench work"],
    [
      "another backend",
      [fleetOf(memberWith(avx512), 1)],
      "backend wasm; start one: anneal-bench work; there are\n  ",
    ],
    [
      "another version",
      [fleetOf({ ...memberWith(simd), bench: "9.9.9" }, 1)],
      "anneal-bench 9.9.9",
    ],
    ["another protocol", [fleetOf({ ...memberWith(simd), protocol: 99 }, 1)], "there are"],
    [
      "another TensorFlow.js",
      [fleetOf({ ...memberWith(simd), versions: { anneal: "1", tfjs: "1" } }, 1)],
      "there are",
    ],
  ])("not %s", (_, fleets, message) => {
    const act = () => choose(fleets, "wasm");
    expect(act).toThrow(`no worker at redis://host fits anneal-bench ${ownVersion}`);
    expect(act).toThrow(message);
  });
});
