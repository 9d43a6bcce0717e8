// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.
// Source: 2eadbe5b08daa9dc042fe5559a019db7277e821ed29e066ee9093187abfa9754

/** The native libraries by platform, and the SHA-256 digests of their bytes. */
export const libraries: Readonly<
  Record<string, { readonly file: string; readonly digest: string }>
> = {
  "linux-x64": {
    file: "linux-x64.so",
    digest: "02dc222450e8343d57749d3dcc384e46bf9aca2cbc468a0b52c1911d85df39b9",
  },
  "linux-arm64": {
    file: "linux-arm64.so",
    digest: "2a437dd6f024ec25d80cdd8e06e6d1707ce8af92766b30dc7702475af5c797d1",
  },
  "darwin-x64": {
    file: "darwin-x64.dylib",
    digest: "3269dca2dc10c03023ce845ef683b03a920fb8ba51990dcbb87314cddac2edfe",
  },
  "darwin-arm64": {
    file: "darwin-arm64.dylib",
    digest: "9ff91aafb38b4a10d4d2eaee1752a01504a1ed4e3f758d3bdf1e488550193655",
  },
  "win32-x64": {
    file: "win32-x64.dll",
    digest: "17088091cefd83ec0e419d820a3c7f9affb1de07049948ab8ca1b89bf1e42301",
  },
};
