import { describeOptionsOfExports } from "@anneal/testing";
import * as cosine from "../src/index.ts";

describeOptionsOfExports("@anneal/cosine", cosine, {});
