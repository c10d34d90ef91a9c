/** Whom a pressed key is for, by what has the focus. */
import type { Pressed } from './keys.ts'

const isText = (element: Element): boolean =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && !['checkbox', 'range', 'button'].includes(element.type))

/** Lists, sliders, tabs and what scrolls by itself have their own use for arrows, Home and End. */
const usesArrows = (element: Element): boolean =>
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && element.type === 'range') ||
  element.closest('[role=tablist], .diagram, .wide, pre') !== null

export const pressedIn = (event: KeyboardEvent): Pressed => {
  const element = event.target instanceof Element ? event.target : document.body
  return {
    key: event.key,
    isModified: event.ctrlKey || event.altKey || event.metaKey,
    focus: isText(element) ? 'text' : usesArrows(element) ? 'arrows' : 'other',
  }
}
