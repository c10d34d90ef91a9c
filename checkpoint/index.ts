/** Checkpoints of searches in a folder. */
export { FolderStore } from './folder-store.ts'
export { openFolder } from './open-folder.ts'
export type { OpenFolder } from './open-folder.ts'
