import { display } from "./display.ts";
import { displayed } from "./displayed.ts";

display.of = displayed;

export * from "./index.ts";
