/**
 * Writes the pages of `docs/formats`: for every format that `@anneal/import` reads a file as people write it, with what it becomes
 * and its curve. The files are those of the golden packs, whose rates are compared with those of their trainer.
 *
 * `tsx --conditions=@anneal/source tools/formats.ts`; with `--check` it only says whether the files are up to date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { read } from "@anneal/import";
import type { ImportOptions } from "@anneal/import";
import { toSVG } from "anneal";

/** A page: its title, what it says first, and the formats on it with the file of each that is shown. */
interface Page {
  readonly title: string;
  readonly text: string;
  readonly formats: Readonly<Record<string, readonly [heading: string, file: string]>>;
}

const pages: Readonly<Record<string, Page>> = {
  "language-models": {
    title: "Files of language models",
    text: "Trainers of language models count updates, samples or tokens. Lengths in samples and tokens become updates with the batch size that the file has, or that an option says.",
    formats: {
      transformers: ["Hugging Face `TrainingArguments`", "llama-factory"],
      axolotl: ["axolotl", "rex"],
      deepspeed: ["DeepSpeed", "warmup-decay"],
      megatron: ["Megatron-LM", "ramp-up"],
      "gpt-neox": ["GPT-NeoX", "125M"],
      nemo: ["NeMo", "squeezeformer"],
      nanogpt: ["nanoGPT", "train_shakespeare_char"],
      litgpt: ["LitGPT", "pretrain"],
      torchtune: ["torchtune", "lora-single-device"],
      composer: ["Composer and llm-foundry", "inverse-root"],
      olmo: ["OLMo", "olmo-1b"],
      ludwig: ["Ludwig", "staircase"],
      mlx: ["mlx-lm", "cosine"],
    },
  },
  vision: {
    title: "Files of vision",
    text: "Trainers of vision count epochs, and warm up in iterations. `stepsPerEpoch` puts both on the clock of the updates. Files of MMEngine, mmcv, Detectron2 and PaddleDetection are often based on others (`_base_`, `_BASE_`): the option `bases` of `read` takes their text, and `fromFile` of `anneal-bench` finds them on disk.",
    formats: {
      ultralytics: ["Ultralytics YOLO", "defaults"],
      mmengine: ["MMEngine", "rtmdet"],
      mmcv: ["mmcv 1", "cyclic_20e"],
      detectron2: ["Detectron2", "multi-step"],
      timm: ["timm", "cosine-prefix-on-updates"],
      darknet: ["Darknet", "yolov4"],
      "tensorflow-object-detection": ["TensorFlow Object Detection", "ssd-cosine"],
      "tensorflow-model-garden": ["TensorFlow Model Garden", "imagenet_resnet50"],
      "paddle-detection": ["PaddleDetection", "ppyoloe"],
    },
  },
  diffusion: {
    title: "Files of diffusion models",
    text: "Most of these trainings hold the rate after a warmup; some multiply it by the batch size before they begin.",
    formats: {
      diffusers: ["diffusers", "restarts"],
      kohya: ["kohya's sd-scripts", "encoders"],
      compvis: ["Latent diffusion (CompVis)", "linear-cycles"],
      "k-diffusion": ["k-diffusion", "inverse"],
    },
  },
  "speech-and-text": {
    title: "Files of speech and text",
    text: "The family of the transformer's first schedule: up a line, and down with the root of the step.",
    formats: {
      fairseq: ["fairseq", "iwslt"],
      espnet: ["ESPnet", "train_asr_conformer"],
      spacy: ["spaCy", "transformer"],
    },
  },
  frameworks: {
    title: "Files of frameworks",
    text: "Files that Keras and PyTorch write themselves, and files for PyTorch Lightning. The state of a PyTorch scheduler is read by [`fromTorch`](../../packages/import/README.md), which goes on where it stopped.",
    formats: {
      keras: ["Keras", "optimizer-cosine"],
      lightning: ["PyTorch Lightning", "sequence"],
      "trainer-state": ["`trainer_state.json` of Hugging Face", "cosine-seldom"],
    },
  },
};

interface GoldenFile {
  readonly id: string;
  readonly fileName: string;
  readonly text: string;
  readonly options: ImportOptions;
  readonly steps: readonly number[];
}

const languages: Readonly<Record<string, string>> = {
  cfg: "ini",
  config: "proto",
  json: "json",
  py: "python",
  sh: "sh",
  toml: "toml",
  yaml: "yaml",
  yml: "yaml",
};

const root = new URL("../", import.meta.url);
const outdated: string[] = [];

/** Writes a file, or says that it is not up to date. */
function keep(path: string, text: string): void {
  const file = new URL(path, root);
  if (!process.argv.includes("--check")) {
    mkdirSync(new URL(".", file), { recursive: true });
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) outdated.push(path);
}

async function section(name: string, heading: string, id: string): Promise<string> {
  const pack = JSON.parse(
    readFileSync(new URL(`packages/golden/packs/importers/${name}.json`, root), "utf8"),
  ) as { readonly source: string; readonly files: readonly GoldenFile[] };
  const { fileName, text, options, steps } = pack.files.find((file) => file.id === id)!;
  const imported = await read(text, { fileName, ...options });
  const curve = `docs/formats/curves/${name}.svg`;
  const length = (steps.at(-1) ?? 0) + 1;
  const title = `${heading.replaceAll("`", "")}: ${fileName}`;
  keep(curve, `${toSVG(imported.learningRate, { steps: length, title })}\n`);
  const given = Object.entries(options).map(([option, value]) => `${option}: ${String(value)}`);
  const call = `await read(text${given.length > 0 ? `, { ${given.join(", ")} }` : ""});`;
  const language = languages[/\.(\w+)$/.exec(fileName)?.[1] ?? ""] ?? "";
  const per = imported.per === "step" ? "update" : "epoch";
  return [
    `## ${heading}`,
    `\`${fileName}\`:`,
    `\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\``,
    `\`${call}\` gives a rate for each ${per}${
      imported.groups === undefined
        ? ""
        : `, with ${imported.groups
            .map(
              (group) =>
                `${group.name === undefined ? "" : `${group.name}: `}${group.plan.names.join(" and ")}`,
            )
            .join("; ")}`
    }${imported.steps === undefined ? "" : `; ${String(imported.steps)} are planned`}.`,
    ...(imported.notes.length > 0
      ? [
          `It notes:\n\n${imported.notes.map((note) => `- ${note.replaceAll("_", "\\_")}`).join("\n")}`,
        ]
      : []),
    `![${title}](curves/${name}.svg)`,
    `Checked against: ${pack.source.replaceAll("_", "\\_")}.`,
  ].join("\n\n");
}

for (const [path, { title, text, formats }] of Object.entries(pages)) {
  const sections: string[] = [];
  for (const [name, [heading, id]] of Object.entries(formats)) {
    sections.push(await section(name, heading, id));
  }
  const page = [
    `# ${title}`,
    `${text} Every format with all that is read of it is in the [README of \`@anneal/import\`](../../packages/import/README.md).`,
    "This page is generated (`npm run formats`).",
    ...sections,
  ].join("\n\n");
  keep(
    `docs/formats/${path}.md`,
    `${page}
`,
  );
}

if (outdated.length > 0) {
  throw new Error(`npm run formats: ${outdated.join(", ")} are not up to date`);
}
