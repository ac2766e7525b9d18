// A map that forgets its oldest entries, so that a long benchmark does not fill the memory.

export interface Shelf<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): boolean
  values(): V[]
  keys(): K[]
  readonly size: number
}

export function createShelf<K, V>(max: number): Shelf<K, V> {
  const entries = new Map<K, V>()
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.set(key, value)
      if (entries.size <= max) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    delete: (key) => entries.delete(key),
    values: () => [...entries.values()],
    keys: () => [...entries.keys()],
    get size() {
      return entries.size
    },
  }
}
