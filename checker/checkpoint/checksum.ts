/** A sum over bytes that goes on from another one. It tells accidents, not forgeries. */

/** Two halves of 64 bits. */
export type Checksum = readonly [number, number]

export const START: Checksum = [0x6a09e667, 0x3c6ef372]

/** The sum over more bytes, whose number is a multiple of 4 and which are aligned to 4. */
export const checksum = ([a, b]: Checksum, bytes: Uint8Array): Checksum => {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  let [low, high] = [a, b]
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? 0
    low = Math.imul(low ^ word, 0x85ebca6b)
    low ^= low >>> 13
    high = Math.imul(high + word, 0xc2b2ae35)
    high ^= high >>> 16
  }
  return [low | 0, high | 0]
}
