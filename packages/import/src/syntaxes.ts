import type { Below } from "./syntax/pythonModule.ts";

/** Makes an object of text; Python may use what is in the files below. */
export type ParseText = (place: string, text: string, below?: Below) => unknown;

/** A syntax that {@link read} knows. */
export interface Syntax {
  readonly name: string;
  /** What the names of its files end with. */
  readonly endings: RegExp;
  /** Whether a text may be one of it; a parser that may be wrong is not asked. */
  readonly mayBe: RegExp;
  /** The only formats that are written in it, where there are so few: other texts may be read as it by accident. */
  readonly formats?: readonly string[];
  /** Loads its parser, which nobody else needs. */
  readonly load: () => Promise<ParseText>;
}

/** Every syntax, in the order in which it is tried: one that is stricter comes first. */
export const syntaxes: readonly Syntax[] = [
  {
    name: "JSON",
    endings: /\.json$/,
    mayBe: /^\s*[{[]/,
    load: async () => (await import("./syntax/json.ts")).parseJson,
  },
  {
    name: "JSON with comments",
    endings: /\.(?:json|jsonc|hjson)$/,
    mayBe: /^\s*(?:(?:\/\/|#)[^\n]*\n\s*)*\{[^]*?(?:\/\/|#|\/\*|,\s*[\]}])/,
    load: async () => (await import("./syntax/jsonWithComments.ts")).parseJsonWithComments,
  },
  {
    name: "Darknet",
    endings: /\.cfg$/,
    mayBe: /^(?:\s|[#;][^\n]*(?:\n|$))*\[net(?:work)?\]/,
    formats: ["darknet"],
    load: async () => (await import("./syntax/darknet.ts")).parseDarknet,
  },
  {
    name: "TOML",
    endings: /\.toml$/,
    mayBe: /^\s*(?:\[|["'\w.-]+\s*=)/m,
    load: async () => (await import("./syntax/toml.ts")).parseToml,
  },
  {
    name: "INI",
    endings: /\.(?:ini|cfg)$/,
    mayBe: /^\s*\[[\w.]+\]\s*$/m,
    load: async () => (await import("./syntax/ini.ts")).parseIni,
  },
  {
    name: "Python",
    endings: /\.py$/,
    mayBe:
      /^(?:from\s+[\w.]+\s+import\s|with\s+read_base\(|[\w.]+(?:\s*:\s*\w+)?\s*=|dict\(|\s*\{)/m,
    load: async () => (await import("./syntax/python.ts")).parsePython,
  },
  {
    name: "protobuf text",
    endings: /\.(?:config|pbtxt|prototxt|textproto)$/,
    mayBe: /^\s*\w+\s*:?\s*[{<]/m,
    formats: ["tensorflow-object-detection"],
    load: async () => (await import("./syntax/prototext.ts")).parsePrototext,
  },
  {
    name: "YAML",
    endings: /\.ya?ml$/,
    mayBe: /^\s*(?:-\s+)*["'\w./-]+\s*:(?:\s|$)/m,
    load: async () => (await import("./syntax/yaml.ts")).parseYaml,
  },
  {
    name: "arguments",
    endings: /\.(?:sh|bash|slurm|args)$/,
    mayBe: /(?:^|\s)--[A-Za-z][\w-]*(?:[\s=]|$)/,
    formats: ["diffusers", "fairseq", "kohya", "megatron", "timm", "transformers"],
    load: async () => (await import("./syntax/arguments.ts")).parseArguments,
  },
];
