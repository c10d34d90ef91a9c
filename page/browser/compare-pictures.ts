/** Two pictures compared by the mean colour of their fields: fonts differ from machine to machine, looks do not. */
import type { Page } from 'playwright-core'

const FIELDS = 24

const addressOf = (picture: Buffer): string => `data:image/png;base64,${picture.toString('base64')}`

/** Mean difference of a field's colour, from 0 for the same to 1 for black against white. */
export const difference = (blank: Page, ...pictures: readonly [Buffer, Buffer]): Promise<number> =>
  blank.evaluate<number>(`(${COMPARE})(${JSON.stringify(pictures.map(addressOf))})`)

const COMPARE = `(async (addresses) => {
  const means = async (address) => {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = ${FIELDS}
    const context = canvas.getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, ${FIELDS}, ${FIELDS})
    return context.getImageData(0, 0, ${FIELDS}, ${FIELDS}).data
  }
  const [a, b] = [await means(addresses[0]), await means(addresses[1])]
  let sum = 0
  for (let i = 0; i < a.length; i += 1) if (i % 4 !== 3) sum += Math.abs(a[i] - b[i]) / 255
  return sum / (${FIELDS * FIELDS} * 3)
})`
