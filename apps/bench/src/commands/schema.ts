import { analysisSchema } from "@anneal/experiment/analysis";
import {
  microSchema,
  outlookSchema,
  planSchema,
  resultsSchema,
  trialResultSchema,
  tuningSchema,
} from "@anneal/experiment/records";
import { searchSchema } from "@anneal/experiment/search";
import { Argument } from "commander";
import type { Command } from "commander";
import { z } from "zod";
import { outcomesSchema } from "../assertions/check.ts";
import { configurationSchema } from "../configuration/schema.ts";
import { diagnosisSchema } from "../machine/diagnosis.ts";
import { queueSchema } from "../execution/queue/status.ts";
import { throughputSchema } from "../machine/throughput.ts";
import { experimentSchema } from "../plateaued/plateaued.ts";
import { comparisonSchema } from "../regression/schema.ts";
import { asText } from "../storage/wholeFile.ts";

/** What a command prints of one task, or of several as a list; a file has that of one. */
const ofOneOrMore = <Schema extends z.ZodType>(
  schema: Schema,
): z.ZodUnion<[Schema, z.ZodArray<Schema>]> => z.union([schema, z.array(schema).min(1)]);

const schemas = {
  trial: trialResultSchema,
  results: ofOneOrMore(resultsSchema),
  plan: planSchema,
  outlook: ofOneOrMore(outlookSchema),
  configuration: configurationSchema,
  tuning: ofOneOrMore(tuningSchema),
  search: searchSchema,
  micro: microSchema,
  analysis: analysisSchema,
  comparison: comparisonSchema,
  assertions: outcomesSchema,
  experiment: experimentSchema,
  throughput: throughputSchema,
  diagnosis: diagnosisSchema,
  queue: queueSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

type SchemaName = keyof typeof schemas;

/** The files that have a JSON Schema. */
const schemaNames = Object.keys(schemas) as readonly SchemaName[];

/** The JSON Schema of one kind of file. */
const jsonSchemaOf = (name: SchemaName): object =>
  // What JSON cannot hold, such as a function in a configuration, is left open.
  z.toJSONSchema(schemas[name], { unrepresentable: "any", io: "input" });

/** Adds `schema`, which prints the JSON Schema of what the other commands read and write. */
export function registerSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of a file that a command reads, writes or prints")
    .addArgument(new Argument("<name>", "which file").choices(schemaNames))
    .action((name: SchemaName) => {
      process.stdout.write(asText(jsonSchemaOf(name)));
    });
}
