/**
 * Makes vectors/envelope.json from the second implementation beside this file, not from lib/:
 *
 *     deno run --allow-all tests/envelope/vectors.ts
 *
 * A test compares the file with what this module makes, and lib/ with the file.
 *
 * @module
 */
import { named, person, stream } from "../hybrid/oracle.ts";
import { type Case, hashed, hex, type VectorFile, written } from "../hybrid/vectors.ts";
import { makeEnvelope, makeHeader, padded } from "./oracle.ts";

const FORMAT = "lib/envelope/FORMAT.md";

/** A chunk of a crafted body: "hex*times" parts joined by "+". */
export function chunkOf(text: string): Uint8Array<ArrayBuffer> {
  const parts = text.split("+").filter((part) => part !== "").map((part) => {
    const [bytes, times = "1"] = part.split("*");
    return bytes.repeat(Number(times));
  });
  return Uint8Array.fromHex(parts.join(""));
}

/** Envelopes. */
export function envelopeVectors(): VectorFile {
  const cases: Case[] = [];
  const add = (operation: string, name: string, rest: Partial<Case>) =>
    cases.push({ name, source: FORMAT, operation, ...rest });

  for (
    const length of [
      0,
      1,
      16_384,
      16_385,
      17_408,
      17_409,
      65_535,
      65_536,
      65_537,
      1_000_000,
      268_435_456,
      268_435_457,
      1_099_511_627_775,
    ]
  ) {
    add("pad", `${length} bytes`, { length, expected: padded(length) });
  }

  const keys = (names: string[]) => names.map((name) => person(name).agreementPublic);
  const sixteen = Array.from({ length: 16 }, (_, i) => `recipient ${i + 1}`);
  for (const to of [["alice"], ["alice", "bob"], sixteen]) {
    const random = `header to ${to.length}`;
    const { header, fileKey, places } = makeHeader(keys(to), stream(random));
    add("sealHeader", `to ${to.length}`, {
      to,
      random,
      expected: { fileKey: hex(fileKey), header: hashed(header) },
    });
    for (const [i, place] of places.entries()) {
      if (i > 1) break;
      add("openHeader", `of ${to.length}, by ${to[i]}, in place ${place}`, {
        to,
        random,
        reader: to[i],
        expected: hex(fileKey),
      });
    }
    add("openHeader", `of ${to.length}, by somebody else`, {
      to,
      random,
      reader: "carol",
      result: "invalid",
    });
  }

  const sender = { signer: "alice", identityHash: hex(named("identity of alice", 32)) };
  const made = (to: string[], random: string, length: number, signed: boolean) =>
    makeEnvelope(
      keys(to),
      named("plaintext", length),
      stream(random),
      signed
        ? { identityHash: named("identity of alice", 32), keys: person("alice").signingSecret }
        : undefined,
    );
  for (const length of [0, 11, 16_384, 16_385, 65_536, 65_537, 150_000]) {
    for (const signed of [false, true]) {
      if (signed && length !== 11 && length !== 150_000) continue;
      const to = ["alice", "bob"];
      const random = `envelope of ${length}`;
      add("seal", `${length} bytes, ${signed ? "signed" : "unsigned"}`, {
        to,
        random,
        length,
        ...signed ? sender : {},
        expected: hashed(made(to, random, length, signed)),
      });
    }
  }

  const small = made(["bob"], "small", 11, true);
  const expected = {
    plaintext: hex(named("plaintext", 11)),
    identityHash: sender.identityHash,
    verified: true,
  };
  const whole = { envelope: "@signed", reader: "bob", signer: "alice" };
  add("open", "a signed envelope", { ...whole, expected });
  add("open", "a signed envelope, held against the keys of somebody else", {
    ...whole,
    signer: "carol",
    expected: { ...expected, verified: false },
  });
  add("open", "by somebody else", { ...whole, reader: "carol", result: "invalid" });
  for (
    const [name, byte] of [
      ["an ephemeral X25519 key", 0],
      ["an ML-KEM ciphertext", 32],
      ["a sealed file key", 1_600],
      ["the last stanza's tag", 26_367],
      ["the header's MAC", 26_368],
      ["the end of the header's MAC", 26_431],
      ["a chunk's prefix", 26_432],
      ["the plaintext", 26_436],
      ["the padding", 40_000],
      ["a chunk's tag", 42_835],
      ["the sender's hash", 42_836],
      ["the signature", 43_000],
      ["the last tag", 47_574],
    ] as const
  ) {
    const fault = { field: "envelope", bit: 8 * byte };
    add("open", `a bit of ${name}`, { ...whole, fault, result: "invalid" });
  }
  for (
    const [name, ...slices] of [
      ["cut off in the header", "0-26431"],
      ["cut off behind the header", "0-26432"],
      ["cut off before the trailer", "0-42836"],
      ["cut off by a byte", "0-47574"],
      ["a byte appended", "0-47575", "0-1"],
      ["no data chunk", "0-26432", "42836-47575"],
      ["the data chunk twice", "0-42836", "26432-47575"],
      ["the trailer twice", "0-47575", "42836-47575"],
      ["trailer and data chunk exchanged", "0-26432", "42836-47575", "26432-42836"],
      ["two stanzas exchanged", "1648-3296", "0-1648", "3296-47575"],
    ]
  ) add("open", name, { ...whole, slices, result: "invalid" });

  // Three chunks of 65,556, 65,556 and 20,500 bytes, too long to be written down.
  const long = { to: ["bob"], random: "long", length: 150_000, reader: "bob" };
  add("openSealed", "three chunks", { ...long, expected: hashed(named("plaintext", 150_000)) });
  const [header, first, second, third, trailer] = [
    "0-26432",
    "26432-91988",
    "91988-157544",
    "157544-178044",
    "178044-182783",
  ];
  for (
    const [name, ...slices] of [
      ["chunks exchanged", header, second, first, third, trailer],
      ["a chunk left out", header, first, third, trailer],
      ["the last chunk left out", header, first, second, trailer],
      ["a chunk repeated", header, first, second, second, third, trailer],
      ["cut off at a chunk", header, first],
      ["cut off in the middle of a chunk", header, first, "91988-120000"],
      ["cut off before the trailer", header, first, second, third],
      ["a chunk behind the trailer", header, first, second, third, trailer, third],
    ]
  ) add("openSealed", name, { ...long, slices, result: "invalid" });

  const craft = { to: ["bob"], random: "crafted", reader: "bob" };
  const none = "00*4723";
  const good = "00000003+616263+00*16381";
  const full = "00010000+61*65536";
  add("openCrafted", "three letters", { ...craft, chunks: [good, none], expected: "616263" });
  add("openCrafted", "two full chunks", {
    ...craft,
    chunks: [full, full, none],
    expected: hashed(new Uint8Array(131_072).fill(0x61)),
  });
  for (
    const [name, ...chunks] of [
      ["a flag of 2", "02000003+616263+00*16381", none],
      ["flags that differ", full, "01010000+61*65536", none],
      ["a plaintext longer than its chunk", "00004001+61*16384", none],
      ["padding that is not zero", "00000003+616263+00*16380+01", none],
      ["padding in front of more plaintext", "0000ffff+61*65535+00", full, none],
      ["padding one byte short", "00000003+616263+00*16380", none],
      ["padding one byte long", "00000003+616263+00*16382", none],
      ["padding to a length of another class", "00000003+616263+00*65533", none],
      ["a chunk of padding where none is due", full, full, "00000000+00*65536", none],
      ["a chunk without data", full, full, "00000000", none],
      ["a chunk shorter than its prefix", full, full, "000000", none],
      ["a trailer that is not zero and not signed", good, "00*4722+01"],
      ["a trailer one byte short", good, "00*4722"],
      ["a trailer one byte long", good, "00*4724"],
      ["no trailer", good],
      ["no data chunk", none],
    ]
  ) add("openCrafted", name, { ...craft, chunks, result: "invalid" });

  return {
    format: "kelid vectors v1",
    subject: "envelope",
    standard: `${FORMAT}; lib/hybrid/FORMAT.md; RFC 8439, RFC 5869`,
    source: "Computed by tests/envelope/oracle.ts, which shares no code with lib/: noble for " +
      "everything. Names stand for keys and bytes as FORMAT.md says under Vectors. `slices` are the " +
      "parts of the envelope that are joined, from-to. `chunks` are sealed one after the other, the " +
      "last as the trailer: hexadecimal bytes, *times, joined by +.",
    values: { signed: hex(small) },
    cases,
  };
}

if (import.meta.main) {
  const url = new URL("../../vectors/envelope.json", import.meta.url);
  Deno.writeTextFileSync(url, written(envelopeVectors()));
}
