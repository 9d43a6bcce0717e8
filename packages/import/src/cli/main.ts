#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { command } from "./command.ts";

process.exitCode = await command(process.argv.slice(2), {
  readFile: (path) => readFileSync(path, "utf8"),
  write: (text) => process.stdout.write(text),
  fail: (text) => process.stderr.write(text),
});
