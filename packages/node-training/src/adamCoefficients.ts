/** What an update of Adam depends on besides gradients and moments. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * The inputs of TensorFlow's `ResourceApplyAdam`, in its order, with which one update is that of TensorFlow.js: the powers of β₁
 * and β₂, the rate, β₁, β₂ and ε.
 *
 * TensorFlow takes 1 − β in float32, which for β₂ = 0.999 is 1.3e-5 too small, TensorFlow.js in double precision; and it adds
 * ε to a root that TensorFlow.js divides by √(1 − β₂ᵗ) first. Both are made up for in the rate and in ε, and the powers are
 * given as 0, so that TensorFlow divides by nothing:
 *
 * ```text
 * k = (1 − β in float32) / (1 − β)      root = √(k₂ · (1 − β₂ᵗ))
 * rate' = rate · root / (k₁ · (1 − β₁ᵗ))      ε' = ε · root
 * ```
 *
 * @param power1 - β₁ᵗ as a float32, for the update `t` counted from 1.
 * @param power2 - β₂ᵗ likewise.
 */
export function adamCoefficients(
  { learningRate, beta1, beta2, epsilon }: AdamSettings,
  power1: number,
  power2: number,
): readonly number[] {
  const root = Math.sqrt(Math.fround(1 - power2) * roundedShare(beta2));
  const rate = (learningRate * root) / (Math.fround(1 - power1) * roundedShare(beta1));
  return [0, 0, rate, beta1, beta2, epsilon * root];
}

/** How much of 1 − β is left in float32. */
function roundedShare(beta: number): number {
  return Math.fround(1 - Math.fround(beta)) / (1 - beta);
}
