/** A wheel of TensorFlow, with the library and the headers that tfjs-node's binding needs. */
export interface Wheel {
  /** The package as pip names it. */
  readonly requirement: string;
  /** The platform as pip names it. */
  readonly platform: string;
  /** SHA-256 of the wheel. */
  readonly sha256: string;
  readonly libraries: readonly [all: string, framework: string];
}

/** The Python that the wheel is for. It decides which wheel pip takes, not which Python runs pip. */
export const wheelPython = { version: "3.12", tag: "cp312" };

const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** By platform and processor, as Node names them. */
const wheels: Readonly<Record<string, Wheel>> = {
  "linux x64": {
    requirement: "tensorflow-cpu==2.21.0",
    platform: "manylinux_2_27_x86_64",
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    libraries: linuxLibraries,
  },
  "linux arm64": {
    requirement: "tensorflow==2.21.0",
    platform: "manylinux_2_27_aarch64",
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
    libraries: linuxLibraries,
  },
  "darwin arm64": {
    requirement: "tensorflow==2.21.0",
    platform: "macosx_12_0_arm64",
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
    libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
  },
};

/** What decides whether a wheel fits. */
export interface Machine {
  /** As Node names them: `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly processor: string;
  /** Whether the C library is musl, as that of Alpine Linux, and not glibc, for which TensorFlow is built. */
  readonly musl: boolean;
}

/** The machine that this runs on. */
export function thisMachine(): Machine {
  const { platform, arch: processor } = process;
  const { header } = process.report.getReport() as unknown as {
    readonly header: { readonly glibcVersionRuntime?: string };
  };
  return { platform, processor, musl: platform === "linux" && !header.glibcVersionRuntime };
}

/** The wheel of a machine, if there is one. */
export const wheelFor = ({ platform, processor, musl }: Machine): Wheel | undefined =>
  musl ? undefined : wheels[`${platform} ${processor}`];
