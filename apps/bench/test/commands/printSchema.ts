import { Command } from "commander";
import { vi } from "vitest";
import { registerSchema } from "../../src/commands/schema.ts";

const program = new Command();
registerSchema(program);

/** What `anneal-bench schema` knows. */
export const schemaNames = program.commands[0]!.registeredArguments[0]!.argChoices!;

/** What `anneal-bench schema` prints, without a process for it. */
export function printSchema(name: string): Record<string, unknown> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    program.parse(["schema", name], { from: "user" });
    return JSON.parse(String(write.mock.lastCall![0])) as Record<string, unknown>;
  } finally {
    write.mockRestore();
  }
}
