/**
 * ImageLocality at v1.31.0: nodes that have the pod's images already. A kubelet of this model reports no images, so
 * that it decides nothing unless a node is given with some.
 */
import type { Node } from '../objects.ts'
import type { Score } from './snapshot.ts'

const MB = 1024 * 1024
const LEAST_BYTES = 23 * MB
const MOST_BYTES_PER_CONTAINER = 1000 * MB

/** An image without a tag is `latest`; a digest is a name of its own. */
const fullName = (image: string): string =>
  image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image

const bytesOf = ({ status }: Node, image: string): number | undefined =>
  status.images?.find(({ names }) => names.includes(image))?.sizeBytes

export const imageScore: Score = ({ spec }, nodes, world) => {
  const images = [...(spec.initContainers ?? []), ...spec.containers].map(({ image }) => fullName(image))
  const most = MOST_BYTES_PER_CONTAINER * images.length
  const spreadOf = (image: string): number =>
    world.nodes.filter((node) => bytesOf(node, image) !== undefined).length / world.nodes.length
  return nodes.map((node) => {
    const bytes = images.reduce((sum, image) => sum + Math.trunc((bytesOf(node, image) ?? 0) * spreadOf(image)), 0)
    const clamped = Math.min(Math.max(bytes, LEAST_BYTES), most)
    return most <= LEAST_BYTES ? 0 : Math.trunc((100 * (clamped - LEAST_BYTES)) / (most - LEAST_BYTES))
  })
}
