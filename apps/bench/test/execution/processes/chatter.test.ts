import { expect, test } from "vitest";
import { withoutChatter } from "../../../src/execution/processes/chatter.ts";

const told = [
  "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n",
  "I0000 00:00:1795373849.783035   11704 port.cc:153] oneDNN custom operations are on.\n",
  "E0000 00:00:1795373849.783035   11704 file.cc:1] something is wrong\n",
  "W0000 00:00:1795373849.783035   11704 file.cc:1] something may be wrong\n",
  "a warning of the user's own: I0000\n",
  "without an end",
];

test.each([1, 2, 7, 1000])(
  "what TensorFlow says of itself is left out, in pieces of %i",
  (size) => {
    let passed = "";
    const log = withoutChatter((text) => (passed += text));
    const text = told.join("");
    for (let at = 0; at < text.length; at += size) log.write(text.slice(at, at + size));
    log.end();
    expect(passed).toBe(told.slice(2).join(""));
  },
);
