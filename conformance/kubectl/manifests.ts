/** The manifests that the sessions apply. */

const deployment = (name: string, image: string, extra = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: c, image: "${image}", ports: [{ containerPort: 80 }]${extra} }]
`

export const MANIFESTS: { readonly [file: string]: string } = {
  'demo.yaml': deployment('demo', 'img:1'),
  'demo-changed.yaml': deployment('demo', 'img:2'),
  'ssa.yaml': deployment('ssa', 'img:1'),
  'bad.yaml': deployment('bad', 'img:1', ', imagee: x'),
  'service.yaml': `apiVersion: v1
kind: Service
metadata: { name: demo }
spec: { selector: { app: demo }, ports: [{ port: 80 }] }
`,
}
