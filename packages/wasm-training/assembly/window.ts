/**
 * The sizes of an operation that moves a window over images in NHWC format, as `src/compiled/window.ts` writes them into
 * the memory.
 */
@unmanaged
export class Window {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  /** Rows of padding above an image. */
  top: i32;
  /** Columns of padding before an image. */
  left: i32;
}
