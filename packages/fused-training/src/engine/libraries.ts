// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 9829c07941dfdaedc075fc549d82bd303a201de9838e196a04bfd82cc01178cf

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "f568e9236a1b041f8fbbbdce34663e9a43f191c6bbda2980a64a72fcaa7d0f6a",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "9d19af78305f76bb14d1d8d4c9f4fbcfc504829404d6bca9a19e2cbd3507914f",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "f313a4c6fd503116831e2db80fb5a5c145ee71735e4495991db2b1ad63cfdd31",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "a938d7d967a2f4cf4f687af1b77ee8dc5781668fef0f21158fdea0998b4563ca",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "d25ab116563e6be3ec101507f45f5ccf80912dfb90c3e602fda8644a13b7d248",
  },
};
