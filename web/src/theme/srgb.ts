/** The light of a channel of sRGB (0 to 1), without the curve that it is stored with; 0 to 1. */
export function linearLight(share: number): number {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
