// What the stand-in does not model throws a sentence when it is used: a missing function that merely is `undefined`
// would look like a bug of the app.
import { EventEmitter } from 'node:events'

export function refuse(what: string): never {
  throw new Error(`electron stand-in: '${what}' is not modelled`)
}

/** Asked of any object by the language, Node and Playwright; `dock` is undefined in Electron for Linux, too. */
const askedOfAnything = new Set([
  'then',
  'toJSON',
  'inspect',
  'domain',
  'addEventListener',
  'removeEventListener',
  'dock',
])

function refusing(name: string, prototype: object): object {
  return new Proxy(Object.create(prototype) as object, {
    get(target, key, receiver) {
      const known = typeof key === 'symbol' || key.startsWith('_') || key in target || askedOfAnything.has(key)
      return known ? Reflect.get(target, key, receiver) : refuse(`${name}.${key}`)
    },
  })
}

/** The members given are all that `name` has here. */
export function modelled<T extends object>(name: string, members: T): T {
  return Object.setPrototypeOf(members, refusing(name, Object.prototype)) as T
}

/** The same for the instances of a class of events: the refusal sits between the class and EventEmitter. */
export function modelledClass(name: string, theClass: { prototype: EventEmitter }): void {
  Object.setPrototypeOf(theClass.prototype, refusing(name, EventEmitter.prototype))
}

/** A module or class that exists and can do nothing. */
export function unmodelled(name: string): unknown {
  return new Proxy(function () {}, {
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : refuse(`${name}.${key}`)),
    construct: () => refuse(name),
    apply: () => refuse(name),
  })
}
