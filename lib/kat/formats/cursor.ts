/**
 * Reading publishers' JSON with the place at hand: a missing or misshapen member is reported as the
 * file's fault, with the group and case in which it stands.
 *
 * @module
 */

/** A value inside a JSON file, and where it stands. */
export class Cursor {
  /** The value itself, unchecked. */
  readonly value: unknown;
  /** Where it stands, in a person's words: "group 3, case 51". */
  readonly place: string;

  /** A value at a place. */
  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }

  /**
   * Reports the value as unusable.
   *
   * @throws {SyntaxError} always, naming the place
   */
  fail(reason: string): never {
    throw new SyntaxError(this.place === "" ? reason : `${this.place}: ${reason}`);
  }

  /** The same value under another name of its place. */
  at(place: string): Cursor {
    return new Cursor(this.value, place);
  }

  /** Whether the value is an object that has every one of the members. */
  has(...names: string[]): boolean {
    const { value } = this;
    return typeof value === "object" && value !== null && !Array.isArray(value) &&
      names.every((name) => Object.hasOwn(value, name));
  }

  /**
   * A member of an object.
   *
   * @throws {SyntaxError} if there is no such member
   */
  field(name: string): Cursor {
    if (!this.has(name)) this.fail(`${name} is missing`);
    return new Cursor((this.value as Record<string, unknown>)[name], this.place);
  }

  /** The members of an object. @throws {SyntaxError} if it is none */
  entries(): [string, Cursor][] {
    if (!this.has()) this.fail("an object is missing");
    return Object.entries(this.value as object).map(([name, value]) => [
      name,
      new Cursor(value, this.place),
    ]);
  }

  /** The items of a list, each with its number from 1. @throws {SyntaxError} if it is none */
  items(noun = "item"): Cursor[] {
    if (!Array.isArray(this.value)) this.fail("a list is missing");
    const before = this.place === "" ? "" : `${this.place}, `;
    return this.value.map((item, i) => new Cursor(item, `${before}${noun} ${i + 1}`));
  }

  /**
   * A text.
   *
   * @throws {SyntaxError} if it is no text
   */
  text(): string {
    if (typeof this.value !== "string") this.fail("a text is missing");
    return this.value;
  }

  /** Lower-case hexadecimal digits, without a leading 0x. @throws {SyntaxError} if it is not */
  hex(): string {
    const digits = this.text().replace(/^0x/, "").toLowerCase();
    if (!/^(?:[0-9a-f]{2})*$/.test(digits)) this.fail("bytes in hexadecimal are missing");
    return digits;
  }

  /** A whole number, also one written in hexadecimal. @throws {SyntaxError} if it is not */
  number(): number {
    const { value } = this;
    const number = typeof value === "string" && /^0x[0-9a-f]+$/i.test(value)
      ? Number(value)
      : value;
    if (!Number.isSafeInteger(number)) this.fail("a whole number is missing");
    return number as number;
  }

  /**
   * True or false.
   *
   * @throws {SyntaxError} if it is neither
   */
  flag(): boolean {
    if (typeof this.value !== "boolean") this.fail("true or false is missing");
    return this.value;
  }
}
