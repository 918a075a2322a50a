/** Caches what is created or looked up once per run, for all checks. */
export class Once {
  private readonly known = new Map<string, Promise<unknown>>();

  /** The value of a key; created by the first caller. */
  get<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.known.get(key);
    if (known) return known as Promise<T>;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}
