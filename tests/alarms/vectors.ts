/**
 * Makes vectors/beacon.json, statement.json and deadman.json with the second implementation:
 * `deno run -A tests/alarms/vectors.ts`.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import { hex } from "../../lib/bytes.ts";
import { ascii, join, named, person } from "../hybrid/oracle.ts";
import {
  beacon,
  cborWatch,
  messageOf,
  readBeacon,
  statement,
  statementBody,
  watchOf,
  wipeOrder,
} from "./oracle.ts";

const SOURCE = "tests/alarms/oracle.ts, which shares no code with lib: noble alone.";
const HOUR = 525_972;
const bit = (field: string, byte: number, of = 0) => ({ fault: { field, bit: 8 * byte + of } });

/** The contents of vectors/beacon.json. */
export function beaconVectors() {
  const secret = named("kelid beacon vectors v1 watch", 32);
  const { keys, tokens } = watchOf(secret);
  const random = named("kelid beacon vectors v1 random", 192);
  const drawn = () => {
    let at = 0;
    return (length: number) => random.slice(at, at += length);
  };
  const [well, duress, stranger] = [tokens[2], tokens[9], named("stranger", 32)];
  const sealed = beacon(keys, duress, HOUR, drawn());
  if (readBeacon(secret, sealed).place !== 9) throw new Error("The second reader disagrees");
  const padded = beacon(keys, duress, HOUR, drawn(), join(new Uint8Array(391), Uint8Array.of(1)));
  const watch = {
    name: "Roya رویا",
    secret,
    days: 30,
    graceHours: 72,
    since: HOUR,
    agreement: "Call her sister",
  };
  const file = (change: object = {}) =>
    hex(join(ascii("kelid watch v1\n"), cborWatch({ ...watch, ...change })));
  const source = (section: string) => `lib/beacon/FORMAT.md, ${section}`;
  const opening = { source: source("Beacon"), operation: "open", secret: hex(secret) };
  const opens = { ...opening, beacon: "@beacon", expected: { meaning: "duress", hour: HOUR } };
  const fails = (name: string, change: object) => ({
    name,
    ...opening,
    beacon: "@beacon",
    ...change,
    result: "invalid",
  });
  const reads = (name: string, bytes: string) => ({
    name,
    source: source("Watch"),
    operation: "watch",
    file: bytes,
    result: "invalid",
    error: "SyntaxError",
  });
  return {
    format: "kelid vectors v1",
    subject: "beacon",
    standard: "lib/beacon/FORMAT.md; FIPS 203, RFC 7748, RFC 5869, RFC 8439, RFC 8949",
    source: SOURCE,
    values: { beacon: hex(sealed) },
    cases: [
      {
        name: "keys and tokens of a watch",
        source: source("Keys and tokens"),
        operation: "keys",
        secret: hex(secret),
        expected: {
          x25519: hex(keys.x25519),
          mlkem1024: { sha256: hex(sha256(keys.mlkem1024)) },
          well: tokens.slice(0, 6).map(hex),
          duress: tokens.slice(6).map(hex),
        },
      },
      {
        name: "a beacon, byte for byte",
        source: source("Beacon"),
        operation: "make",
        secret: hex(secret),
        token: hex(duress),
        hour: HOUR,
        random: hex(random),
        expected: hex(sealed),
      },
      { name: "an alarm", ...opens },
      {
        name: "a sign of life",
        ...opening,
        beacon: hex(beacon(keys, well, HOUR, drawn())),
        expected: { meaning: "well", hour: HOUR },
      },
      {
        name: "a token that is none of the watch's",
        ...opening,
        beacon: hex(beacon(keys, stranger, HOUR, drawn())),
        expected: { meaning: "none", hour: HOUR },
      },
      fails("another watch", { secret: hex(named("another", 32)) }),
      fails("a bit of the ephemeral key inverted", bit("beacon", 5)),
      fails("a bit of the ML-KEM ciphertext inverted", bit("beacon", 900)),
      fails("a bit of the token inverted", bit("beacon", 1600)),
      fails("a bit of the hour inverted", bit("beacon", 1639)),
      fails("a bit of the padding inverted", bit("beacon", 2000)),
      fails("a bit of the tag inverted", bit("beacon", 2047, 7)),
      fails("one byte too few", { beacon: hex(sealed.slice(0, -1)) }),
      fails("one byte too many", { beacon: hex(join(sealed, Uint8Array.of(0))) }),
      fails("padding that is not zero, sealed by somebody who has the key", {
        beacon: hex(padded),
      }),
      {
        name: "a watch",
        source: source("Watch"),
        operation: "watch",
        file: file(),
        expected: { ...watch, secret: hex(secret) },
      },
      reads("a watch without its label", file().slice(2)),
      reads("a watch with a byte after it", file() + "00"),
      reads("a watch without a name", file({ name: "" })),
      reads("a watch with a name that is not trimmed", file({ name: "Roya " })),
      reads("a watch with a name of 49 bytes", file({ name: "n".repeat(49) })),
      reads("a watch with a secret of 31 bytes", file({ secret: secret.slice(1) })),
      reads("a watch of no days", file({ days: 0 })),
      reads("a watch of 367 days", file({ days: 367 })),
      reads("a watch with 8785 hours of grace", file({ graceHours: 8785 })),
      reads("a watch with an agreement of 193 bytes", file({ agreement: "a".repeat(193) })),
      reads(
        "a watch with its days in more bytes than they need",
        file().replace("181e1848", "19001e1848"),
      ),
    ],
  };
}

/** The contents of vectors/statement.json. */
export function statementVectors() {
  const keys = slh_dsa_sha2_256s.keygen(named("kelid statement vectors v1 key", 96));
  const hash = named("kelid statement vectors v1 identity", 32);
  const other = named("kelid statement vectors v1 successor", 32);
  const signed = statement(keys.secretKey, statementBody(4, 1, hash, other));
  const verifying = {
    source: "lib/statement/FORMAT.md, Statement",
    operation: "verify",
    statement: "@statement",
    identityHash: hex(hash),
    publicKey: hex(keys.publicKey),
  };
  const fails = (name: string, change: object) => ({
    name,
    ...verifying,
    ...change,
    result: "invalid",
  });
  return {
    format: "kelid vectors v1",
    subject: "statement",
    standard: "lib/statement/FORMAT.md; FIPS 205",
    source: SOURCE,
    values: { statement: hex(signed) },
    cases: [
      {
        name: "an identity is handed over",
        ...verifying,
        expected: { kind: "succeed", number: 1, other: hex(other) },
      },
      fails("another identity's hash", { identityHash: hex(other) }),
      fails("another identity's key", bit("publicKey", 40)),
      fails("handed over made revoked", bit("statement", 0, 0)),
      fails("a kind that does not exist", { ...bit("statement", 0, 4), error: "SyntaxError" }),
      fails("a freeze that names an identity", { ...bit("statement", 0, 2), error: "SyntaxError" }),
      fails("the number 0", { ...bit("statement", 4), error: "SyntaxError" }),
      fails("another number", bit("statement", 4, 1)),
      fails("a bit of the identity hash inverted", bit("statement", 5)),
      fails("a bit of the successor inverted", bit("statement", 68)),
      fails("the first bit of the signature inverted", bit("statement", 69)),
      fails("the last bit of the signature inverted", bit("statement", 69 + 29_791, 7)),
    ],
  };
}

/** The contents of vectors/deadman.json. */
export function deadmanVectors() {
  const secret = named("kelid deadman vectors v1 secret", 32);
  const { keys } = messageOf(secret);
  const contact = person("kelid deadman vectors v1 contact");
  const id = named("kelid deadman vectors v1 id", 16);
  const order = {
    source: "lib/deadman/FORMAT.md, Wipe order",
    operation: "order",
    ed25519: hex(contact.signingPublic.ed25519),
    mldsa87: "@mldsa87",
    id: hex(id),
    order: "@order",
  };
  const refused = (name: string, change: object) => ({
    name,
    ...order,
    ...change,
    result: "invalid",
  });
  const hash = hex(sha256(ascii("sealed")));
  const share = {
    source: "lib/deadman/FORMAT.md, Last message",
    operation: "share",
    messageHash: hash,
    text: `kelid last message share v1\nmessage ${hash}\nshare some words\n`,
  };
  const state = (change: object = {}) =>
    JSON.stringify(
      {
        format: "kelid dead man v1",
        id: hex(id),
        intervalDays: 30,
        graceHours: 72,
        alive: "2030-01-01T00:00:00Z",
        seen: "2030-01-02T00:00:00Z",
        wipe: ["/media/stick/box"],
        orders: "/media/stick/orders",
        trusted: [{ identity: "/media/stick/friend.id", hash }],
        ...change,
      },
      null,
      2,
    ) + "\n";
  const alive = Date.UTC(2030, 0, 1) / 1000;
  const end = alive + 33 * 86_400;
  const at = (name: string, now: number, verdict: string) => ({
    name,
    source: "lib/deadman/FORMAT.md, State file",
    operation: "state",
    file: state(),
    now,
    expected: { verdict, deadline: end, text: state() },
  });
  const malformed = (name: string, file: string) => ({
    name,
    source: "lib/deadman/FORMAT.md, State file",
    operation: "state",
    file,
    now: alive,
    result: "invalid",
    error: "SyntaxError",
  });
  return {
    format: "kelid vectors v1",
    subject: "deadman",
    standard: "lib/deadman/FORMAT.md; FIPS 203, FIPS 204, RFC 7748, RFC 8032, RFC 5869",
    source: SOURCE,
    values: {
      order: hex(wipeOrder(contact.signingSecret, id)),
      mldsa87: hex(contact.signingPublic.mldsa87),
    },
    cases: [
      {
        name: "keys of a last message",
        source: "lib/deadman/FORMAT.md, Last message",
        operation: "keys",
        secret: hex(secret),
        expected: {
          x25519: hex(keys.x25519),
          mlkem1024: { sha256: hex(sha256(keys.mlkem1024)) },
        },
      },
      { name: "a share's text", ...share, expected: "some words" },
      { name: "words alone", ...share, text: "some other words", expected: "some other words" },
      {
        name: "a share of another message",
        ...share,
        messageHash: hex(sha256(ascii("other"))),
        result: "invalid",
        error: "SyntaxError",
      },
      {
        name: "a share without words",
        ...share,
        text: share.text.replace("share some words\n", ""),
        result: "invalid",
        error: "SyntaxError",
      },
      { name: "an order", ...order, result: "valid" },
      refused("an order for another switch", { id: hex(named("another", 16)) }),
      refused("an order with its switch changed", bit("order", 0)),
      refused("an order with a bit of Ed25519 inverted", bit("order", 20)),
      refused("an order with a bit of ML-DSA-87 inverted", bit("order", 1000)),
      refused("an order of somebody else", bit("mldsa87", 100)),
      at("before the interval is over", alive + 30 * 86_400, "quiet"),
      at("a second later", alive + 30 * 86_400 + 1, "overdue"),
      at("at the deadline", end, "overdue"),
      at("after the deadline", end + 1, "due"),
      at("a clock set back", alive + 86_399, "clock"),
      malformed("not JSON", state().slice(1)),
      malformed("another format", state({ format: "kelid dead man v2" })),
      malformed("an unknown member", state({ more: 1 })),
      malformed("a relative path", state({ wipe: ["box"] })),
      malformed("no days", state({ intervalDays: 0 })),
      malformed("a time without a zone", state({ alive: "2030-01-01T00:00:00" })),
      malformed(
        "a hash of 31 bytes",
        state({ trusted: [{ identity: "/a", hash: "00".repeat(31) }] }),
      ),
    ],
  };
}

if (import.meta.main) {
  for (const file of [beaconVectors(), statementVectors(), deadmanVectors()]) {
    const path = new URL(`../../vectors/${file.subject}.json`, import.meta.url);
    Deno.writeTextFileSync(path, JSON.stringify(file, null, 1) + "\n");
  }
}
