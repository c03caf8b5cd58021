/**
 * Messages for the hash functions: those of NIST's and the RFC's published examples, and every
 * length around the edges of a block. The expected values are computed by others' code (OpenSSL,
 * b2sum of GNU coreutils, hash-wasm's compiled C) when the vectors are selected.
 *
 * @module
 */
import { keccak } from "hash-wasm";
import { Buffer } from "node:buffer";
import { hex, utf8 } from "../../lib/bytes.ts";

/** A file of hash vectors. */
export interface HashSelection {
  readonly subject: string;
  readonly standard: string;
  /** The other program, which the message is piped to and which prints digits; or "hash-wasm". */
  readonly command: readonly string[];
  /** Bytes of output, where the function leaves it open. */
  readonly length?: number;
  /** Lengths of messages 00 01 02 ... that fill a block or just do not. */
  readonly edges: readonly number[];
}

const openssl = (name: string, ...more: string[]) => ["openssl", "dgst", `-${name}`, ...more];

/** Every file of hash vectors. */
export const HASH_SELECTIONS: readonly HashSelection[] = [
  {
    subject: "sha-256",
    standard: "FIPS 180-4, section 6.2",
    command: openssl("sha256"),
    edges: [1, 55, 56, 57, 63, 64, 65, 119, 120, 128],
  },
  {
    subject: "sha-512",
    standard: "FIPS 180-4, section 6.4",
    command: openssl("sha512"),
    edges: [1, 111, 112, 113, 127, 128, 129, 239, 240, 256],
  },
  {
    subject: "sha3-256",
    standard: "FIPS 202, section 6.1",
    command: openssl("sha3-256"),
    edges: [1, 134, 135, 136, 137, 271, 272],
  },
  {
    subject: "sha3-512",
    standard: "FIPS 202, section 6.1",
    command: openssl("sha3-512"),
    edges: [1, 70, 71, 72, 73, 143, 144],
  },
  {
    subject: "shake256",
    standard: "FIPS 202, section 6.2",
    command: openssl("shake256", "-xoflen", "150"),
    length: 150,
    edges: [1, 134, 135, 136, 137, 271, 272],
  },
  {
    subject: "blake2b",
    standard: "RFC 7693, section 3",
    command: ["b2sum", "-l", "256", "-"],
    length: 32,
    edges: [1, 64, 127, 128, 129, 255, 256, 257],
  },
  {
    subject: "keccak-256",
    standard: "Keccak submission version 3 (padding 01), as in Ethereum's Yellow Paper",
    command: ["hash-wasm"],
    edges: [1, 134, 135, 136, 137, 271, 272],
  },
];

/** The messages for a selection: name, bytes, and how often they are repeated. */
export function hashMessages({ edges }: HashSelection): {
  readonly name: string;
  readonly message: string;
  readonly repeat?: number;
}[] {
  return [
    { name: "the empty message", message: "" },
    { name: "abc", message: hex(utf8("abc")) },
    {
      name: "448 bits of text",
      message: hex(utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
    },
    {
      name: "896 bits of text",
      message: hex(utf8(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      )),
    },
    { name: "a million times a", message: hex(utf8("a")), repeat: 1_000_000 },
    ...edges.map((length) => ({
      name: `${length} counting ${length === 1 ? "byte" : "bytes"}`,
      message: hex(Uint8Array.from({ length }, (_, i) => i & 255)),
    })),
  ];
}

/** What the other program says. */
export async function hashByProgram(
  { command }: HashSelection,
  message: string,
  repeat = 1,
): Promise<string> {
  const [program, ...args] = command;
  const bytes = new Uint8Array(Buffer.from(message.repeat(repeat), "hex"));
  if (program === "hash-wasm") return await keccak(bytes, 256);
  const child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(bytes);
  await writer.close();
  const text = new TextDecoder().decode((await child.output()).stdout);
  const digits = /\b(?:[0-9a-f]{2}){16,}\b/.exec(text);
  if (digits === null) throw new Error(`Cannot hash with ${program}: ${text}`);
  return digits[0];
}
