import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

const program = (code: string, patience?: number) =>
  run(process.execPath, ["--eval", code], process.cwd(), {}, patience);

describe("a program that is run", () => {
  test("gives what it prints", async () => {
    expect(await program("process.stdout.write('done')")).toBe("done");
  });

  test("that fails is an error with all that it printed, once", async () => {
    const failing = "console.log('out' + 1); console.error('err' + 2); process.exit(3)";
    const error = await program(failing).catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(Error);
    const { message, cause } = error as Error;
    expect([message.match(/out1/g), message.match(/err2/g)]).toEqual([["out1"], ["err2"]]);
    expect(cause).toBeUndefined();
    expect(message).not.toContain("was ended");
  });

  test("that does not end is ended, and the error says so", async () => {
    await expect(program("setInterval(() => undefined, 1000)", 1500)).rejects.toThrow(
      "It was ended after 1.5 s.",
    );
  });
});
