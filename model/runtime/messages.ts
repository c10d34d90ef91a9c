/** The container runtime interface between a kubelet and the runtime of its node. */

/** A container as the runtime knows it. Its id is `<pod uid>/<container name>/<attempt>`. */
export interface ContainerRecord {
  readonly id: string
  readonly podUid: string
  /** `namespace/name` of the pod, as containerd keeps it in the sandbox's labels. */
  readonly pod: string
  readonly name: string
  readonly attempt: number
  readonly image: string
  readonly state: 'running' | 'exited'
  readonly exitCode?: number
  /** Its program ends by itself with exit code 0 (init containers). */
  readonly completes?: true
}

export type CriMessage =
  /** Pull the image, create and start. Answered by `cri/started` or `cri/failed`. */
  | { readonly type: 'cri/start'; readonly podUid: string; readonly pod: string; readonly name: string; readonly attempt: number; readonly image: string; readonly completes?: true }
  | { readonly type: 'cri/started'; readonly container: ContainerRecord }
  | { readonly type: 'cri/failed'; readonly podUid: string; readonly name: string; readonly attempt: number; readonly reason: 'ErrImagePull' }
  /** SIGTERM, then SIGKILL after the grace period. Answered by `cri/exited`. */
  | { readonly type: 'cri/stop'; readonly id: string; readonly graceSeconds: number }
  | { readonly type: 'cri/exited'; readonly id: string; readonly exitCode: number }
  /** Forget an exited container. No answer. */
  | { readonly type: 'cri/remove'; readonly id: string }
  | { readonly type: 'cri/list' }
  | { readonly type: 'cri/containers'; readonly containers: readonly ContainerRecord[] }
