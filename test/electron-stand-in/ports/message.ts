// A message between processes: `head` says where it goes, the value follows as a tree and its buffers.
import { decode, encode, type Bytes, type Tree } from './clone.ts'

export type PortId = string

type Route =
  | { op: 'port'; to: PortId; ports: PortId[] } // from one port to its peer
  | { op: 'pair'; base: string } // two ports were made in a page
  | { op: 'release'; port: PortId } // a port is under way to another process
  | { op: 'close' | 'closed'; port: PortId }
  | { op: 'message'; ports: PortId[] } // parentPort
  | { op: 'send'; channel: string }
  | { op: 'post'; channel: string; ports: PortId[] }
  | { op: 'invoke'; channel: string; id: number }
  | { op: 'files'; count: number; id: number } // a page asks where its files are on disk
  | { op: 'reply'; id: number }
  | { op: 'preload-error'; file: string }

/** `url` is the sender's, where it is a page. */
export type Head = Route & { url?: string }

export interface Message {
  head: Head
  tree: Tree
  buffers: Bytes[]
  /** What travels before the buffers: JSON of head, tree and the buffers' sizes. */
  text: string
  /** Whose the buffers are: the sender may still change its own; a pooled one goes back to the pool once sent. */
  owner: 'sender' | 'receiver' | 'pool'
}

export function pack(head: Head, value?: unknown): Message {
  const { tree, buffers } = encode(value)
  const text = JSON.stringify({ head, tree, sizes: buffers.map((buffer) => buffer.byteLength) })
  return { head, tree, buffers, text, owner: 'sender' }
}

export function unpack(message: Message): unknown {
  return decode(message.tree, message.buffers)
}

export const portsOf = (head: Head): PortId[] => ('ports' in head ? head.ports : [])

/** Ports come in pairs: m1a and m1b. */
export const peerOf = (id: PortId): PortId => id.slice(0, -1) + (id.endsWith('a') ? 'b' : 'a')
