/** A model that is sampled, by its name: machine and properties, whatever its states are. */
import { benchModels } from './bench-models.ts'

export const subject = (name: string): unknown => {
  const model = benchModels[name]
  if (model === undefined) throw new Error(`there is no model ${name}`)
  return model.use((machine, properties): unknown => ({ machine, properties }))
}
