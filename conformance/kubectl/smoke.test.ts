/** A real kubectl, where there is one, gets a Deployment running. `npm run conformance:kubectl` does everything else. */
import { afterAll, expect, test } from 'vitest'
import { Runner, kubectls } from './runner.ts'

const kubectl = kubectls().at(-1)
const runner = kubectl === undefined ? null : new Runner(kubectl)
afterAll(() => runner?.stop())

test.skipIf(runner === null)(
  runner === null ? 'skipped, as there is no kubectl: a Deployment' : 'kubectl creates a Deployment, and its pods run',
  async () => {
    if (runner === null) return
    await runner.start(20)
    const said = async (line: string): Promise<string> => (await runner.run(line.split(' '))).output
    expect(await said('create deployment web --image=nginx --replicas=3')).toContain('deployment.apps/web created')
    expect(await said('wait --for=condition=available deploy/web --timeout=20s')).toContain('condition met')
    expect(await said('get pods -l app=web')).toMatch(/(web-\S+\s+1\/1\s+Running[^\n]*\n){3}/)
  },
  60_000,
)
