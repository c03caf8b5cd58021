/**
 * Runs the operations of lib/ over a file of vectors/, each case a test, and holds the file against
 * what the second implementation makes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Case, type Figure, hex, type VectorFile, written } from "./vectors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The inputs of a case. */
export class Inputs {
  constructor(readonly one: Case, readonly values: Record<string, string>) {}

  has(field: string): boolean {
    return this.one[field] !== undefined;
  }

  text(field: string): string {
    const value = this.one[field];
    assert.equal(typeof value, "string", `${this.one.name}: ${field}`);
    return value as string;
  }

  texts(field: string): string[] {
    const value = this.one[field];
    assert.ok(Array.isArray(value), `${this.one.name}: ${field}`);
    return value as string[];
  }

  number(field: string): number {
    const value = this.one[field];
    assert.ok(Number.isSafeInteger(value), `${this.one.name}: ${field}`);
    return value as number;
  }

  bytes(field: string): Bytes {
    const text = this.text(field);
    const bytes = Uint8Array.fromHex(text.startsWith("@") ? this.values[text.slice(1)] : text);
    const { fault } = this.one;
    if (fault?.field === field) bytes[fault.bit >> 3] ^= 1 << (fault.bit & 7);
    return bytes;
  }

  /** The bytes with another start, and then only the slices that the case names. */
  sliced(field: string): Bytes {
    const bytes = this.bytes(field);
    if (this.has("start")) bytes.set(this.bytes("start"));
    return this.slices(bytes);
  }

  slices(bytes: Bytes): Bytes {
    if (!this.has("slices")) return bytes;
    const parts = this.texts("slices").map((slice) => {
      const [from, to] = slice.split("-").map(Number);
      assert.ok(from < to && to <= bytes.length, `${this.one.name}: ${slice}`);
      return Array.from(bytes.subarray(from, to));
    });
    return Uint8Array.from(parts.flat());
  }
}

type Output = Uint8Array | string | number | boolean | undefined | { [part: string]: Output };

/** What lib/ does for each operation of a file. False, undefined and an error are refusals. */
// deno-lint-ignore no-explicit-any
export type Operations = Record<string, (inputs: Inputs) => any>;

function compare(output: Output, expected: Figure): void {
  if (output instanceof Uint8Array) {
    if (typeof expected === "string") assert.equal(hex(output), expected);
    else assert.deepEqual({ sha256: hex(sha256(output)) }, expected);
  } else if (typeof output === "object") {
    assert.deepEqual(Object.keys(output).sort(), Object.keys(expected).sort());
    for (const [part, value] of Object.entries(expected)) compare(output[part], value);
  } else assert.equal(output, expected);
}

/** Makes the tests. */
export function runs(make: () => VectorFile, operations: Operations): void {
  const made = make();
  const name = `vectors/${made.subject}.json`;
  const text = Deno.readTextFileSync(new URL(`../../${name}`, import.meta.url));
  Deno.test(`${name} is what the second implementation makes`, () => {
    assert.ok(written(made) === text, "run vectors.ts again, and see what changed");
  });
  const file: VectorFile = JSON.parse(text);
  for (const one of file.cases) {
    assert.ok(Object.hasOwn(operations, one.operation), one.operation);
    Deno.test(`${name}: ${one.operation}, ${one.name}`, async () => {
      const run = async () => await operations[one.operation](new Inputs(one, file.values));
      if (one.result === "invalid") {
        const output = await run().catch((error) =>
          assert.ok(!(error instanceof assert.AssertionError), error)
        );
        assert.ok(output === undefined || output === false, "it was accepted");
      } else if (one.result === "valid") assert.equal(await run(), true);
      else compare(await run(), one.expected!);
    });
  }
}
