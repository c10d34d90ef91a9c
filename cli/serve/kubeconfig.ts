/** The kubeconfig of the served cluster, in a file of its own: nobody's ~/.kube/config is touched. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const text = (server: string): string =>
  [
    'apiVersion: v1',
    'kind: Config',
    'clusters: [{ name: kubeproof, cluster: { server: "' + server + '" } }]',
    'users: [{ name: admin, user: {} }]',
    'contexts: [{ name: kubeproof, context: { cluster: kubeproof, user: admin } }]',
    'current-context: kubeproof',
    '',
  ].join('\n')

export interface Kubeconfig {
  readonly path: string
  readonly remove: () => void
}

export const writeKubeconfig = (server: string): Kubeconfig => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeproof-'))
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, text(server), { mode: 0o600 })
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
