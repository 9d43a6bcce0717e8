// What TensorFlow says of itself before its log knows the level that it was told: no user can do anything about it.
const chatter = /^(WARNING: All log messages before absl::InitializeLog|I\d{4} [\d:.]+ )/;

/** Passes text on without the lines in which TensorFlow tells how it was built. */
export function withoutChatter(pass: (text: string) => void): {
  readonly write: (text: string) => void;
  readonly end: () => void;
} {
  let rest = "";
  return {
    write(text) {
      const lines = (rest + text).split(/(?<=\n)/);
      rest = lines.at(-1)!.endsWith("\n") ? "" : lines.pop()!;
      const kept = lines.filter((line) => !chatter.test(line)).join("");
      if (kept !== "") pass(kept);
    },
    end() {
      if (rest !== "" && !chatter.test(rest)) pass(rest);
      rest = "";
    },
  };
}
