// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 45ddcceae2d9767f68309ba9fafb4c370da367e1035b2b70ccb959b4273175ba

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "6f1e206c9ebe2342a45530f20fe0de98e8a26df7cc33677a59ce774adaab283a",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "1abbe22227c2131c16c9e4ac9b0e1a68b0865b337753f75909b053fb7fbde264",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "0425862217c337ffac49952acdaf841f72be68c0c20c0862d1d641fc223c970f",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "9744eb98789f1c998d1f2f5fc780a82b12d995704d71422db52bdc0db458a7cf",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "1acf00be57561dcb4e74688355a660782133cd113d512bdeaa816d9a5228bdfd",
  },
};
