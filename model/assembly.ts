/** Puts the components of a cluster together, each with the slots that are its own. */
import { apiserver } from './apiserver/server.ts'
import type { Component } from './component.ts'
import { controllerManager } from './controller-manager.ts'
import { deployment } from './deployment/deployment.ts'
import { endpoints } from './endpoints/endpoints.ts'
import { etcd } from './etcd/member.ts'
import { garbageCollector } from './garbage-collector/garbage-collector.ts'
import { kubeProxy } from './kube-proxy.ts'
import type { Command } from './kubectl.ts'
import { kubectl } from './kubectl.ts'
import { kubelet } from './kubelet/kubelet.ts'
import type { Address } from './messages.ts'
import type { Part } from './mount.ts'
import { mount } from './mount.ts'
import { namespaceController } from './namespace.ts'
import { nodeLifecycle } from './node-lifecycle/node-lifecycle.ts'
import { podGc } from './pod-gc.ts'
import { replicaset } from './replicaset/replicaset.ts'
import { runtime } from './runtime/runtime.ts'
import { scheduler } from './scheduler/scheduler.ts'
import type { Settings } from './settings.ts'
import type { ClusterState, ClusterWrites, SlotReader } from './state.ts'
import { slotOf } from './state.ts'
import { processesOf } from './topology.ts'
import type { Cluster } from './world.ts'

const valueOf = <S extends keyof ClusterState>(state: SlotReader, slot: S) => {
  const value = state.get(slot)
  if (value === undefined) throw new Error(`this cluster has no slot ${slot}`)
  return value
}

/** A component without a disk. */
const simple = <M extends object>(
  component: Component<M>,
  read: (state: SlotReader) => M,
  write: (memory: M) => ClusterWrites,
): Part =>
  mount(component, { memory: read, disk: () => null, writeMemory: write, writeDisk: () => ({}) })

/** One line per kind: the factory, and which slots are its own. The place is what follows the slash. */
const partAt = (settings: Settings, script: readonly Command[], address: Address): Part => {
  const [kind, place = ''] = address.split('/')
  switch (kind) {
    case 'etcd': {
      const [slot, disk] = [`etcd/${place}`, `disk:etcd/${place}`] as const
      return mount(etcd(settings, slot), {
        memory: (s) => valueOf(s, slot),
        disk: (s) => valueOf(s, disk),
        writeMemory: (m) => slotOf(slot, m),
        writeDisk: (d) => slotOf(disk, d),
      })
    }
    case 'runtime': {
      const [slot, disk] = [`runtime/${place}`, `disk:runtime/${place}`] as const
      return mount(runtime(settings, slot), {
        memory: (s) => valueOf(s, slot),
        disk: (s) => valueOf(s, disk),
        writeMemory: (m) => slotOf(slot, m),
        writeDisk: (d) => slotOf(disk, d),
      })
    }
    case 'kube-proxy': {
      const [slot, disk] = [`kube-proxy/${place}`, `disk:kube-proxy/${place}`] as const
      return mount(kubeProxy(settings, slot), {
        memory: (s) => valueOf(s, slot),
        disk: (s) => valueOf(s, disk),
        writeMemory: (m) => slotOf(slot, m),
        writeDisk: (d) => slotOf(disk, d),
      })
    }
    case 'kubectl': {
      const [slot, disk] = [`kubectl/${place}`, `disk:kubectl/${place}`] as const
      return mount(kubectl(settings, script), {
        memory: (s) => valueOf(s, slot),
        disk: (s) => valueOf(s, disk),
        writeMemory: (m) => slotOf(slot, m),
        writeDisk: (d) => slotOf(disk, d),
      })
    }
    case 'apiserver': {
      const slot = `apiserver/${place}` as const
      return simple(apiserver(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'scheduler': {
      const slot = `scheduler/${place}` as const
      return simple(scheduler(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'controller-manager': {
      const slot = `controller-manager/${place}` as const
      return simple(controllerManager(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'kubelet': {
      const slot = `kubelet/${place}` as const
      return simple(kubelet(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    default:
      return controllerAt(settings, address)
  }
}

const controllerAt = (settings: Settings, address: Address): Part => {
  const [kind, place = ''] = address.split('/')
  switch (kind) {
    case 'node-lifecycle': {
      const slot = `node-lifecycle/${place}` as const
      return simple(nodeLifecycle(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'replicaset': {
      const slot = `replicaset/${place}` as const
      return simple(replicaset(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'deployment': {
      const slot = `deployment/${place}` as const
      return simple(deployment(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'endpoints': {
      const slot = `endpoints/${place}` as const
      return simple(endpoints(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'namespace': {
      const slot = `namespace/${place}` as const
      return simple(namespaceController(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'garbage-collector': {
      const slot = `garbage-collector/${place}` as const
      return simple(garbageCollector(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    case 'pod-gc': {
      const slot = `pod-gc/${place}` as const
      return simple(podGc(settings, slot), (s) => valueOf(s, slot), (m) => slotOf(slot, m))
    }
    default:
      throw new Error(`there is no component of kind ${kind ?? ''}`)
  }
}

export const assemble = (settings: Settings, script: readonly Command[]): Cluster => {
  const addresses = processesOf(settings).flatMap((process) => process.components)
  return {
    settings,
    parts: new Map(addresses.map((address) => [address, partAt(settings, script, address)])),
  }
}
