/** The bytes of one float, of one vector of four, and of one panel row of eight. */
export const floatBytes: usize = 4;
export const vectorBytes: usize = 16;
export const panelBytes: usize = 32;

/** The columns of a panel: two vectors, so that four rows of sums still fit the registers of every machine. */
export const panelColumns: i32 = 8;

/** `a · b + c`: rounded once where the engine has an instruction for it, twice elsewhere. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The first two of four floats, in double precision. */
export function lowDoubles(floats: v128): v128 {
  return f64x2.promote_low_f32x4(floats);
}

/** The last two of four floats, in double precision. */
export function highDoubles(floats: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(floats, floats, 1, 1));
}

/** Four floats out of two pairs of doubles, each rounded once. */
export function toFloats(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Four floats at an address, or one and three zeros: the last channels may be fewer than a vector holds. */
export function loadLanes(address: usize, isFull: bool): v128 {
  return isFull ? v128.load(address) : v128.load32_zero(address);
}

/** The counterpart of {@link loadLanes}. */
export function storeLanes(address: usize, value: v128, isFull: bool): void {
  if (isFull) v128.store(address, value);
  else v128.store32_lane(address, value, 0);
}
