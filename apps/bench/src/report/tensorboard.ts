import type { TaskFacts } from "@anneal/experiment/task";
import type { FinishedTrial, Results } from "@anneal/experiment/records";

/** The table of the CRC-32C of Castagnoli, reflected. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** The CRC-32C of some bytes. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A checksum of a record: masked, because the checksum of data that holds checksums is weak. */
const maskedCrc = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** A record of a TFRecord file: its length and its data, each with its checksum. */
function record(data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 16);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedCrc(bytes.subarray(0, 8)), 8);
  data.copy(bytes, 12);
  bytes.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

const wire = { varint: 0, double: 1, bytes: 2, float: 5 } as const;

const tag = (field: number, type: number): Buffer => varint(field * 8 + type);

const bytesField = (field: number, data: Buffer): Buffer =>
  Buffer.concat([tag(field, wire.bytes), varint(data.length), data]);

function doubleField(field: number, value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeDoubleLE(value);
  return Buffer.concat([tag(field, wire.double), data]);
}

function floatField(field: number, value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return Buffer.concat([tag(field, wire.float), data]);
}

/** The numbers of the fields in TensorFlow's event.proto and summary.proto. */
const eventField = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summaryField = { value: 1, tag: 1, simpleValue: 2 } as const;

/** A scalar of a summary. */
interface Scalar {
  readonly tag: string;
  readonly value: number;
}

const scalarsEvent = (wallTime: number, step: number, scalars: readonly Scalar[]): Buffer =>
  Buffer.concat([
    doubleField(eventField.wallTime, wallTime),
    tag(eventField.step, wire.varint),
    varint(step),
    bytesField(
      eventField.summary,
      Buffer.concat(
        scalars.map((scalar) =>
          bytesField(
            summaryField.value,
            Buffer.concat([
              bytesField(summaryField.tag, Buffer.from(scalar.tag)),
              floatField(summaryField.simpleValue, scalar.value),
            ]),
          ),
        ),
      ),
    ),
  ]);

/** A file of events and where it belongs below the log folder. */
interface EventFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Names that Windows keeps for devices, whatever stands behind a dot. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name as one part of a path on any system. Two names that become the same get different ends. */
const pathPart = (name: string): string => {
  const safe = name
    .replace(/[^\w.-]/g, "_")
    .replace(/^\.+|\.+$/g, "_")
    .replace(device, "_$1")
    .slice(0, 80);
  return safe === name && safe !== ""
    ? safe
    : `${safe}-${crc32c(Buffer.from(name)).toString(16).padStart(8, "0")}`;
};

/**
 * The curves of a trial. A step is an update of the weights, so that runs with other batch sizes share an axis. Where timings
 * are left out, an epoch takes a second of the clock of the file.
 */
function eventsOf(result: FinishedTrial, task: TaskFacts): Buffer {
  const { stepsPerEpoch } = result.trial;
  const start = result.timings === null ? 0 : Date.parse(result.timings.startedAt) / 1000;
  let wallTime = start;
  const events = [
    Buffer.concat([
      doubleField(eventField.wallTime, start),
      bytesField(eventField.fileVersion, Buffer.from("brain.Event:2")),
    ]),
    ...result.epochs.map(({ epoch, learningRate, training, validation }, index) => {
      wallTime += result.timings?.epochs[index]?.seconds ?? 1;
      const scalars = [
        { tag: "learning_rate", value: learningRate },
        ...task.metrics.flatMap(({ name }) => [
          { tag: `${name}/training`, value: training[name] },
          { tag: `${name}/validation`, value: validation[name] },
        ]),
        ...(index === result.epochs.length - 1
          ? [
              ...task.metrics.map(({ name }) => ({
                tag: `${name}/test`,
                value: result.test?.[name],
              })),
              { tag: "examples_per_second", value: result.timings?.examplesPerSecond },
            ]
          : []),
      ];
      return scalarsEvent(
        wallTime,
        (epoch + 1) * stepsPerEpoch,
        scalars.filter((scalar): scalar is Scalar => typeof scalar.value === "number"),
      );
    }),
  ];
  return Buffer.concat(events.map(record));
}

/** One file of TensorBoard events for every trial that has curves: `<task>/<schedule>/seed-<n>/…`. */
export function eventFiles(results: Results): readonly EventFile[] {
  const { learningRate: usual } = results.settings;
  return results.trials.flatMap((result): readonly EventFile[] => {
    if (result.status === "failed") return [];
    const { task, name, seed, learningRate } = result.trial;
    const rate = learningRate === usual ? "" : `-rate-${String(learningRate)}`;
    const folder = `${task}/${pathPart(name)}/seed-${String(seed)}${rate}`;
    const start =
      result.timings === null ? 0 : Math.floor(Date.parse(result.timings.startedAt) / 1000);
    return [
      {
        // TensorBoard knows an event file by this name; what follows the time is for people.
        path: `${folder}/events.out.tfevents.${String(start).padStart(10, "0")}.${result.key}`,
        bytes: eventsOf(result, results.protocol.task),
      },
    ];
  });
}
