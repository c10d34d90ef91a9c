/** Kubernetes quantities (`500m`, `1.5`, `128Mi`, `2e3`) as numbers. */

const SUFFIX: { readonly [suffix: string]: number } = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** The value in base units (cores, bytes, pieces); unreadable text counts as 0. */
export const parseQuantity = (text: string): number => {
  const [, number, suffix = ''] = /^\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)\s*$/.exec(text) ?? []
  const scale = SUFFIX[suffix]
  return number === undefined || scale === undefined ? 0 : Number(number) * scale
}

/** Thousandths of a core, rounded up as upstream does. */
export const milliCpu = (text: string): number => Math.ceil(parseQuantity(text) * 1000 - 1e-9)
