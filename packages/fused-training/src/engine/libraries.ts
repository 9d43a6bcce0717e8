// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 49d9a0e64aa42813c49b62500e055fdc059b72c52f8d316b0c7ee69c9063fc3e

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "07bbf6b46b580ae6f9138d9870d1b3c6812cf973ca480a843327e368f930cac8",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "289cfd9ca6da4949eee4ec827438088d4922e350b9a77ec9604d7d8fb7bd4f29",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "00e6da7e38fad2be9afbec85e090f10cb9db1467bf2c522d371d845498583efb",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "69a6403e45e821f9b08f7f9a10337660676efa71e1e48634511cec3eab81c583",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "95f41bedf95055eb0716ac6670fd313632f78991a8481bff35f4aa850c060ee7",
  },
};
