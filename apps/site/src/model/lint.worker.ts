/** Looks for faults beside the page, which goes on while a long run is looked through. */
import { answer } from "./lintAnswer.ts";
import type { LintQuestion } from "./lintAnswer.ts";

addEventListener("message", ({ data }: MessageEvent<LintQuestion>) => {
  postMessage(answer(data));
});
