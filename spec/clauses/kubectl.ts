/** kubectl: the user's hands. */
import type { ClauseForm } from '../clause.ts'
import { docs } from '../clause.ts'

export const kubectl = [
  {
    id: 'KUBECTL-1',
    text: 'A user creates, applies, scales and deletes objects by requests to the API server.',
    source: docs('reference/kubectl/'),
    modelled: 'kubectl/user sends the lines of a script, one when the last one was answered.',
    status: 'modelled',
  },
  {
    id: 'KUBECTL-2',
    text: 'After a write of unknown outcome the same command can be run again.',
    source: docs('concepts/overview/working-with-objects/object-management/'),
    modelled: 'kubectl tries again after a timeout; AlreadyExists then counts as done.',
    differs: 'kubectl itself gives up and its user runs it again: both are one actor here.',
    status: 'modelled',
  },
  {
    id: 'KUBECTL-3',
    text: 'Applying a manifest sets what the manifest says, and overwrites what others set there.',
    source: docs('tasks/manage-kubernetes-objects/declarative-config/'),
    modelled: 'kubectl reads the object, merges the manifest into it and updates.',
    status: 'partly',
    reason: 'Field managers and three-way merging are left out: one user, one manifest.',
  },
] as const satisfies readonly ClauseForm[]
