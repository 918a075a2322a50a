/** What is made or looked at once a run, whatever many checks ask of it. */
export class Once {
  private readonly known = new Map<string, Promise<unknown>>();

  /** What is known by a key; made by the first who asks. */
  get<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.known.get(key);
    if (known) return known as Promise<T>;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}
