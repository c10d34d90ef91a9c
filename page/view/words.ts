/** Numbers and texts for people. */
import { options } from 'preact'
import type { ComponentChild, ComponentChildren, VNode } from 'preact'
import { visible } from '../../reports/html/markup.ts'

export const plural = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`

export const clock = (seconds: number): string => `${seconds.toFixed(3)} s`

const readable = (children: ComponentChildren): ComponentChildren => {
  if (typeof children === 'string') return visible(children)
  return Array.isArray(children) ? children.map((child: ComponentChild) => readable(child)) : children
}

/** Whatever the page draws as text passes here, so that none can turn the writing round or hide in it. */
export const showOnlyReadableText = (): void => {
  const before = options.vnode
  options.vnode = (vnode: VNode) => {
    const { props } = vnode
    if (typeof vnode.type === 'string' && 'children' in props) {
      vnode.props = { ...props, children: readable(props.children as ComponentChildren) }
    }
    before?.(vnode)
  }
}
