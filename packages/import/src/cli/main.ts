#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { command } from "./command.ts";

process.exitCode = await command(process.argv.slice(2), {
  readFile: (path) => readFileSync(path, "utf8"),
  findFile: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
  write: (text) => process.stdout.write(text),
  fail: (text) => process.stderr.write(text),
});
