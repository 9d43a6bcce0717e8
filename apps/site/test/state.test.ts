import { compositionKinds, composition } from "@anneal/testing";
import { cosine, kinds, parse } from "anneal";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashOf, stateIn } from "../src/model/link.ts";
import { initialState, mostTabs, stateOf } from "../src/model/state.ts";
import type { State } from "../src/model/state.ts";

const leaf = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 500 }))
  .map(([initial, steps]) => cosine({ initial, steps }));

describe("a state", () => {
  test.each([
    undefined,
    null,
    3,
    "text",
    [],
    {},
    { v: 2 },
    { v: 1, tabs: [] },
    { v: 1, tabs: [{}] },
  ])("is the initial one for %j", (value) => {
    expect(stateOf(value)).toEqual(initialState);
  });

  test("leaves out what is none, and keeps the rest", () => {
    const spec = { kind: "constant", value: 0.1 };
    const given = {
      v: 1,
      steps: 1.5,
      log: "yes",
      tabs: [{ name: 3, spec }, { spec: 7 }, { name: "x".repeat(99), spec }],
      tab: 9,
      at: -1,
      zoom: [5, 2],
      every: 0,
      metrics: 4,
      foreign: true,
    };
    expect(stateOf(given)).toEqual({
      v: 1,
      steps: 1000,
      log: false,
      tabs: [
        { name: "schedule", spec },
        { name: "x".repeat(60), spec },
      ],
      tab: 0,
      at: 0,
      every: 50,
    });
  });

  test("has at most eight schedules", () => {
    const tabs = Array.from({ length: 20 }, () => ({
      name: "a",
      spec: { kind: "constant", value: 1 },
    }));
    expect(stateOf({ ...initialState, tabs }).tabs).toHaveLength(mostTabs);
  });

  test("is found for whatever there is, and is its own", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (tabs, steps, zoom) => {
        const state = stateOf({ v: 1, tabs: [{ name: tabs, spec: {} }], steps, zoom });
        expect(stateOf(state)).toEqual(state);
        expect(state.tabs).toHaveLength(1);
      }),
    );
  });
});

describe("a link", () => {
  test("holds everything: 200 random schedules come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(composition({ depth: 3, leaves: [leaf] }), async (schedule) => {
        const spec = JSON.parse(JSON.stringify(schedule)) as unknown;
        const state: State = { ...initialState, tabs: [{ name: "random", spec }] };
        const back = await stateIn(await hashOf(state));
        expect(back).toEqual(state);
        expect(parse(back.tabs[0]!.spec, [...kinds, ...compositionKinds]).spec).toEqual(spec);
      }),
      { numRuns: 200 },
    );
  });

  test("that is damaged shows a usable page, whatever is in it", async () => {
    const whole = await hashOf(initialState);
    const damaged = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ maxLength: 200 }).map((text) => `#s=${text}`),
      fc
        .tuple(
          fc.nat(whole.length - 1),
          fc.constantFrom("A", "z", "0", "-", "_", "%", "#", "\u{1f600}"),
        )
        .map(([place, character]) => whole.slice(0, place) + character + whole.slice(place + 1)),
      fc.nat(whole.length).map((length) => whole.slice(0, length)),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(damaged, async (hash) => {
        const state = await stateIn(hash);
        expect(stateOf(state)).toEqual(state);
        count++;
      }),
      { numRuns: 10_000 },
    );
    expect(count).toBe(10_000);
  });

  test("that would unpack to gigabytes is not unpacked", async () => {
    const large = { ...initialState, metrics: "1 ".repeat(1_000_000) };
    const hash = await hashOf(large);
    expect(hash.length).toBeLessThan(20_000);
    expect(await stateIn(hash)).toEqual(initialState);
  });

  test("that is longer than browsers keep is not followed", async () => {
    expect(await stateIn(`#s=${"A".repeat(70_000)}`)).toEqual(initialState);
  });
});
