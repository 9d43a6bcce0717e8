import * as core from "@anneal/core";
import { describeOptionsOfExports } from "@anneal/testing";
import * as anneal from "anneal";

// What comes from core is tested there.
const own = Object.fromEntries(
  Object.entries(anneal).filter(([name, value]) => Reflect.get(core, name) !== value),
);

describeOptionsOfExports("anneal", own, {
  compact: "none",
  parse: "none",
  parsePlan: "none",
  toCode: "none",
});
