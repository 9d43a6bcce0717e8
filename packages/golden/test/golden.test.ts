import { readFileSync } from "node:fs";
import { goldenPack, goldenSaved } from "@anneal/golden";
import { beforeEach, describe, expect, test, vi } from "vitest";

vi.mock(import("node:fs"), { spy: true });

/** Serves other text for the files named. */
function serve(files: Readonly<Record<string, unknown>>): void {
  vi.mocked(readFileSync).mockImplementation(((path: URL) => {
    const name = path.pathname.split("/").at(-1)!;
    return JSON.stringify(files[name] ?? { generator: "none", calls: {} });
  }) as typeof readFileSync);
}

beforeEach(() => {
  vi.mocked(readFileSync).mockReset();
});

describe("goldenPack", () => {
  test.each([
    ["torch", 33, 0],
    ["keras", 11, 0],
    ["optax", 30, 0],
    ["timm", 13, 0],
    ["transformers", 24, 1],
    ["plateau", 0, 243],
  ] as const)("reads %s", (name, cases, plateaus) => {
    const pack = goldenPack(name);
    expect(pack.generator).not.toBe("");
    expect(pack.cases).toHaveLength(cases);
    expect(pack.plateaus).toHaveLength(plateaus);
    for (const { target, options } of [...pack.cases, ...pack.plateaus]) {
      expect(target).toMatch(/^(torch|keras|optax|timm|transformers)\./);
      expect(options).toBeTypeOf("object");
    }
  });

  test("gives the values with what was called", () => {
    const step = goldenPack("torch").cases.find(({ id }) => id === "step")!;
    expect(step).toMatchObject({
      base_lr: 0.1,
      target: "torch.optim.lr_scheduler.StepLR",
      options: { step_size: 3, gamma: 0.5 },
      reading: "stepped",
    });
    expect(step.values.slice(0, 4)).toEqual([0.1, 0.1, 0.1, 0.05]);
  });

  test("tells the systems of a plateau apart", () => {
    const flat = goldenPack("plateau").plateaus.filter(({ id }) => id === "flat_p0_cd0");
    expect(flat.map(({ target }) => target)).toEqual([
      "torch.optim.lr_scheduler.ReduceLROnPlateau",
      "keras.callbacks.ReduceLROnPlateau",
      "optax.contrib.reduce_on_plateau",
    ]);
  });

  test("decodes what JSON cannot hold", () => {
    const first = goldenPack("plateau").plateaus.find(({ id }) => id === "nan_first_p0_cd0")!;
    expect(first.metrics).toEqual([NaN, 1, 0.9, 0.8, 0.7, 0.6]);
    const shrinking = goldenPack("wider").cases.find(
      ({ target, options }) => target.endsWith(".CosineDecayRestarts") && options["t_mul"] === 0.5,
    )!;
    expect(shrinking.values.at(-1)).toBeNaN();
    const metrics = goldenPack("wider").plateaus.flatMap((plateau) => plateau.metrics);
    expect(metrics).toEqual(expect.arrayContaining([Infinity, -Infinity, NaN]));
  });

  test("has ten further cases or more of everything with options to vary", () => {
    const { cases, plateaus } = goldenPack("wider");
    const counts = new Map<string, number>();
    for (const { target } of [...cases, ...plateaus]) {
      counts.set(target, (counts.get(target) ?? 0) + 1);
    }
    const few = [...counts].filter(([, count]) => count < 10).map(([target]) => target);
    expect(few.sort()).toEqual([
      "optax.constant_schedule",
      "optax.warmup_constant_schedule",
      "torch.optim.lr_scheduler.LambdaLR",
      "torch.optim.lr_scheduler.MultiplicativeLR",
      "transformers.get_constant_schedule",
      "transformers.get_constant_schedule_with_warmup",
    ]);
    const targets = new Set([...cases, ...plateaus].map(({ target }) => target));
    for (const name of ["torch", "keras", "optax", "timm", "transformers", "plateau"] as const) {
      const pack = goldenPack(name);
      for (const { target } of [...pack.cases, ...pack.plateaus]) expect(targets).toContain(target);
    }
  });
});

describe("goldenSaved", () => {
  test("reads what each library saves", () => {
    const saved = goldenSaved();
    const step = saved.torch.find(({ id }) => id === "step")!;
    expect(step.state_dict).toMatchObject({ step_size: 3, gamma: 0.5, last_epoch: 4 });
    expect(step.steps?.[0]).toBe(step.taken);
    expect(step.values?.slice(0, 3)).toEqual([0.05, 0.05, 0.025]);
    expect(saved.keras[0]?.document).toMatchObject({ class_name: "ExponentialDecay" });
    const types = new Set(saved.transformers.map(({ lr_scheduler_type }) => lr_scheduler_type));
    expect(types.size).toBe(12);
  });
});

describe("a file that is not as promised", () => {
  const good = { id: "a", system: "torch", steps: [0], values: [1] };
  const call = { "torch/a": { target: "torch.X", options: {} } };
  const pack = (entry: unknown, calls: unknown = call): void =>
    serve({
      "torch.json": { generator: "torch", cases: [entry] },
      "calls.json": { generator: "all", calls },
    });

  test("is accepted when it is", () => {
    pack(good);
    expect(goldenPack("torch").cases).toHaveLength(1);
  });

  test.each([
    ["no object", 1, "torch.json must be an object"],
    ["no id", { ...good, id: 1 }, "torch.json.id must be a string"],
    ["no system", { ...good, system: undefined }, "torch.json.system must be a string"],
    ["a value that is text", { ...good, values: ["1"] }, "a.values[0] must be a number"],
    ["steps that are no list", { ...good, steps: 1 }, "torch.json a.steps must be a list"],
    ["fewer values", { ...good, values: [] }, "a.values must be as long as its steps"],
    ["no values", { ...good, values: undefined }, "a.values must be as long as its steps"],
    ["no steps", { id: "a", system: "torch" }, "torch.json a must be one with steps or metrics"],
    ["an error without a type", { ...good, error: {} }, "torch.json a.type must be a string"],
    ["a name that nothing called", { ...good, id: "b" }, "what b called must be an object"],
  ])("is refused with %s", (_what, entry, message) => {
    pack(entry);
    expect(() => goldenPack("torch")).toThrow(TypeError);
    expect(() => goldenPack("torch")).toThrow(message);
  });

  test.each([
    [{ options: {} }, "torch.json.target must be a string"],
    [{ target: "torch.X" }, "torch.json: options must be an object"],
  ])("is refused with the call %j", (entry, message) => {
    pack(good, { "torch/a": entry });
    expect(() => goldenPack("torch")).toThrow(message);
  });

  test("is refused without a generator", () => {
    serve({ "saved.json": { torch: [] } });
    expect(() => goldenSaved()).toThrow("saved.json.generator must be a string");
  });
});
