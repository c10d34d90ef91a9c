/**
 * Is a container started again after it ended? Its own rules are asked first, then its own policy, then the pod's.
 * Source: pkg/api/v1/pod/util.go, ContainerShouldRestart, at v1.35.0 (ContainerRestartRules, alpha in v1.34). Left
 * out: that the action RestartAllContainers restarts the others too.
 */
import type { Container, ContainerRestartRule, PodSpec } from '../objects.ts'

/** An init container that runs beside the others. */
export const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'

const applies = ({ exitCodes }: ContainerRestartRule, exitCode: number): boolean => {
  if (exitCodes === undefined) return false
  const isListed = (exitCodes.values ?? []).includes(exitCode)
  return exitCodes.operator === 'In' ? isListed : !isListed
}

/** Its own policy, or else the pod's. */
export const policyOf = ({ restartPolicy }: Container, spec: PodSpec): NonNullable<PodSpec['restartPolicy']> =>
  restartPolicy ?? spec.restartPolicy ?? 'Always'

export const restartsAfter = (container: Container, spec: PodSpec, exitCode: number): boolean => {
  const { restartPolicy, restartPolicyRules = [] } = container
  // Both actions restart the container itself; rules without a policy of its own are not valid.
  if (restartPolicy !== undefined && restartPolicyRules.some((rule) => applies(rule, exitCode))) return true
  const policy = policyOf(container, spec)
  return policy === 'OnFailure' ? exitCode !== 0 : policy === 'Always'
}
