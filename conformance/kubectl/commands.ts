/** The recorded commands, and the sessions of a user: what is run, and what must come of it. */

export interface Step {
  readonly args: readonly string[]
  /** What must be said. */
  readonly says: RegExp
  readonly status?: number
  /** Ends it after so long: it watches. */
  readonly ms?: number
  /** Run first, its outcome not judged. */
  readonly before?: readonly (readonly string[])[]
}

const words = (line: string): readonly string[] => line.split(' ')

/** By the names of the recording, in its order: each goes on from what the ones before it left. */
export const RECORDED: { readonly [name: string]: Step } = {
  '01-get-pods-cold': { args: words('get pods'), says: /No resources found/ },
  '02-get-pods-warm': { args: words('get pods'), says: /No resources found/ },
  '03-get-pods-wide': { args: words('get pods -o wide'), says: /No resources found/ },
  '04-get-json': { args: words('get pods -o json'), says: /"items": \[\]/ },
  '05-create': { args: words('create -f demo.yaml'), says: /deployment.apps\/demo created/ },
  '06-get-deploy': { args: words('get deploy demo'), says: /READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE/ },
  '07-apply-over-create': { args: words('apply -f demo.yaml'), says: /demo configured/ },
  '08-apply-changed': { args: words('apply -f demo-changed.yaml'), says: /demo configured/ },
  '09-apply-unchanged': { args: words('apply -f demo-changed.yaml'), says: /demo unchanged/ },
  '10-diff': { args: words('diff -f demo.yaml'), says: /\+\s+- image: img:1/, status: 1 },
  '11-scale': { args: words('scale deploy demo --replicas=3'), says: /demo scaled/ },
  '12-label': { args: words('label deploy demo a=b'), says: /demo labeled/ },
  '13-describe': { args: words('describe deploy demo'), says: /StrategyType:\s+RollingUpdate/ },
  '14-apply-ssa': { args: words('apply --server-side -f ssa.yaml'), says: /ssa serverside-applied/ },
  '15-delete': { args: words('delete deploy demo ssa'), says: /"ssa" deleted/ },
  '16-bad-create': {
    args: words('create -f bad.yaml'),
    says: /strict decoding error: unknown field "spec.template.spec.containers\[0\].imagee"/,
    status: 1,
  },
  '17-apply-new': { args: words('apply -f demo.yaml'), says: /demo created/ },
  '18-rollout-status': { args: words('rollout status deploy demo'), says: /successfully rolled out/ },
  '19-delete-f': { args: words('delete -f demo.yaml'), says: /"demo" deleted/ },
  '20-get-w': { args: words('get pods -w'), says: /^/, status: 1, ms: 2_000 },
  '21-explain': { args: words('explain pods'), says: /KIND:\s+Pod/ },
  '22-api-resources': { args: words('api-resources'), says: /deployments\s+deploy\s+apps\/v1/ },
}

const session = (...steps: readonly (readonly [string, RegExp, Partial<Step>?])[]): readonly Step[] =>
  steps.map(([line, says, more]) => ({ args: words(line), says, ...more }))

/** Groups of commands, each on a cluster of its own. */
export const SESSIONS: { readonly [name: string]: readonly Step[] } = {
  looking: session(
    ['version', /Server Version: (version\.Info\{.*)?v?.*1\.26\.5/],
    ['get nodes -o wide', /n3\s+Ready/],
    ['get namespaces', /kube-system\s+Active/],
    ['create deployment web --image=nginx --replicas=3', /deployment.apps\/web created/],
    ['wait --for=condition=available deploy/web --timeout=20s', /condition met/],
    ['get pods -l app=web -o wide', /(web-\S+\s+1\/1\s+Running[^\n]*\s+n\d[^\n]*\n){3}/],
    ['get pods --field-selector=spec.nodeName=n1 -o name', /^pod\/web-\S+\n$/],
    ['get deploy,rs,pods -o yaml', /kind: ReplicaSet/],
    ['get pod -o jsonpath={.items[*].status.phase}', /^Running Running Running$/],
    ['describe pod', /Controlled By:\s+ReplicaSet\/web-/],
    ['describe node n1', /Ready\s+True/],
    ['explain deployment.spec.replicas', /FIELD:? ?replicas|replicas\s+<integer>/],
    ['get events', /No resources found/],
    ['logs deploy/web', /modelled/, { status: 1 }],
    ['get daemonsets', /doesn't have a resource type/, { status: 1 }],
  ),
  writing: session(
    ['create namespace shop', /namespace\/shop created/],
    ['create configmap a --from-literal=k=v', /configmap\/a created/],
    ['create configmap a --from-literal=k=v', /AlreadyExists|already exists/, { status: 1 }],
    ['create secret generic s --from-literal=k=v', /secret\/s created/],
    ['get secret s -o jsonpath={.data.k}', /^dg==$/],
    ['create serviceaccount x', /serviceaccount\/x created/],
    ['apply -f demo.yaml -f service.yaml', /service\/demo created/],
    ['apply -f demo-changed.yaml', /demo configured/],
    ['apply --server-side -f ssa.yaml', /serverside-applied/],
    ['patch deploy ssa -p {"spec":{"replicas":4}}', /ssa patched/],
    [
      'apply --server-side -f ssa.yaml',
      /conflict with "kubectl-patch" using apps\/v1: \.spec\.replicas/,
      { status: 1 },
    ],
    ['apply --server-side --force-conflicts -f ssa.yaml', /serverside-applied/],
    ['get deploy ssa -o jsonpath={.spec.replicas}', /^2$/],
    ['patch deploy ssa --type=json -p [{"op":"replace","path":"/spec/replicas","value":3}]', /ssa patched/],
    ['patch deploy ssa --type=merge -p {"metadata":{"labels":{"x":"y"}}}', /ssa patched/],
    ['label deploy ssa x-', /ssa unlabeled/],
    ['annotate deploy ssa note=here', /ssa annotated?/],
    ['set image deploy/ssa c=img:3', /image updated/],
    ['create -f demo.yaml --dry-run=server', /already exists/, { status: 1 }],
    ['create deployment tried --image=x --dry-run=server', /tried created \(server dry run\)/],
    ['get deploy tried', /not found/, { status: 1 }],
    ['delete namespace shop --timeout=20s', /"shop" deleted/],
    ['delete configmap a', /"a" deleted/],
  ),
  rollouts: session(
    ['create deployment web --image=nginx:1 --replicas=3', /created/],
    ['rollout status deploy/web --timeout=20s', /successfully rolled out/],
    ['set image deploy/web nginx=nginx:2', /image updated/],
    ['rollout status deploy/web --timeout=20s', /successfully rolled out/],
    ['rollout history deploy/web', /REVISION[^\n]*\n1 [^\n]*\n2 /],
    ['rollout undo deploy/web', /web rolled back/],
    ['rollout status deploy/web --timeout=20s', /successfully rolled out/],
    ['get deploy web -o jsonpath={..image}', /^nginx:1$/],
    ['rollout history deploy/web', /REVISION[^\n]*\n2 [^\n]*\n3 /],
    ['rollout restart deploy/web', /web restarted/],
    ['rollout status deploy/web --timeout=20s', /successfully rolled out/],
    ['rollout pause deploy/web', /web paused/],
    ['rollout resume deploy/web', /web resumed/],
    ['scale deploy/web --replicas=1', /web scaled/],
    ['scale deploy/web --current-replicas=5 --replicas=2', /[Ee]xpected replicas to be 5, was 1/, { status: 1 }],
  ),
  nodes: session(
    ['create deployment web --image=nginx --replicas=3', /created/],
    ['create poddisruptionbudget web --selector=app=web --min-available=3', /web created/],
    ['rollout status deploy/web --timeout=20s', /successfully rolled out/],
    ['cordon n1', /n1 cordoned/],
    ['get node n1', /Ready,SchedulingDisabled/],
    ['drain n1 --timeout=3s', /Cannot evict pod as it would violate/, { status: 1 }],
    ['patch pdb web --type=merge -p {"spec":{"minAvailable":1}}', /web patched/],
    ['drain n1 --timeout=20s', /node\/n1 drained/],
    ['uncordon n1', /n1 uncordoned/],
    ['taint nodes n2 a=b:NoSchedule', /n2 tainted/],
    ['taint nodes n2 a=b:NoSchedule-', /n2 untainted/],
  ),
  deletions: session(
    ['create deployment a --image=x', /created/],
    ['create deployment b --image=x', /created/],
    ['create deployment c --image=x', /created/],
    ['rollout status deploy/c --timeout=20s', /successfully rolled out/],
    ['delete deploy a --cascade=foreground --timeout=20s', /"a" deleted/],
    ['get rs -l app=a', /No resources found/],
    ['delete deploy b --cascade=orphan', /"b" deleted/],
    ['get rs -l app=b -o name', /replicaset.apps\/b-/],
    ['delete pod -l app=c --grace-period=0 --force', /force deleted/],
    ['run lone --image=x', /pod\/lone created/],
    ['wait --for=condition=Ready pod/lone --timeout=20s', /condition met/],
    ['delete pod lone --grace-period=1 --timeout=20s', /"lone" deleted/],
    ['wait --for=delete pod/lone --timeout=5s', /^/],
    ['delete deploy nobody', /NotFound|not found/, { status: 1 }],
    ['delete deploy --all', /"c" deleted/],
  ),
}
