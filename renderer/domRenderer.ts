import { createRenderer, nodeOps, patchProp } from 'vue'

/**
 * Vue's renderer of the DOM, but for one thing: text that changes is written into the node that is there. Vue puts a new text node
 * into its place, which is styled, attached to the layout and left to the garbage collector: for each of some fifty numbers at
 * every move of the pointer.
 */
export const { createApp } = createRenderer<Node, Element>({ ...nodeOps, patchProp, setElementText })

function setElementText(element: Element, text: string): void {
  const only = element.firstChild
  if (only instanceof Text && only === element.lastChild && text !== '') only.data = text
  else element.textContent = text
}
