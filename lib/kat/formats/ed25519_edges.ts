/**
 * Ed25519 at its edges: ed25519-speccheck's twelve signatures and ZIP 215's table of small-order
 * points. RFC 8032 leaves open what is right here; what this program does is decided in
 * `lib/hybrid/ed25519.ts`, and these files are read with that.
 *
 * @module
 */
import { hex, utf8 } from "../../bytes.ts";
import { type Format, item, notRun } from "./format.ts";

/**
 * The verdicts of ed25519-speccheck's results.md for verifying without the cofactor ("OpenSSL-3.0"),
 * in the order of the cases, and where this program refuses the key itself.
 */
const SPECCHECK: readonly (readonly [name: string, result: "valid" | "invalid"])[] = [
  ["key of small order", "invalid"],
  ["key of small order, R of mixed order", "invalid"],
  ["R of small order, key of mixed order", "valid"],
  ["R and key of mixed order", "valid"],
  ["fits with the cofactor only", "invalid"],
  ["fits with the cofactor only, k reduced too early fails", "invalid"],
  ["S above the group's order", "invalid"],
  ["S far above the group's order", "invalid"],
  ["R not canonical", "invalid"],
  ["R not canonical, reduced before hashing", "invalid"],
  ["key not canonical and of small order", "invalid"],
  ["key not canonical and of small order, reduced before hashing", "invalid"],
];

/** ed25519-speccheck's cases.json. */
export const speccheck: Format = {
  name: "ed25519-speccheck",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("message", "pub_key", "signature"),
  read({ json }) {
    const cases = json!.items("case");
    if (cases.length !== SPECCHECK.length) {
      json!.fail(`${SPECCHECK.length} cases are known, and it has ${cases.length}`);
    }
    return cases.map((one, i) =>
      item("ed25519-speccheck, cases.json and results.md", one.place, "ed25519", {
        operation: "verify",
        publicKey: one.field("pub_key").hex(),
        message: one.field("message").hex(),
        signature: one.field("signature").hex(),
        result: SPECCHECK[i][1],
      }, SPECCHECK[i][0])
    );
  },
};

/** ZIP 215's signatures of "Zcash" made of small-order points. */
export const zip215: Format = {
  name: "ZIP 215",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("vk_bytes", "sig_bytes", "valid_zip215"),
  read({ json }) {
    return json!.items("case").flatMap((one) => {
      const inputs = {
        operation: "verify",
        publicKey: one.field("vk_bytes").hex(),
        message: hex(utf8("Zcash")),
        signature: one.field("sig_bytes").hex(),
      };
      const result = one.field("valid_zip215").flag() ? "valid" : "invalid";
      return [
        item("ZIP 215", one.place, "ed25519zip215", { ...inputs, result }, "by ZIP 215"),
        item("ZIP 215", one.place, "ed25519", { ...inputs, result: "invalid" }, "small-order key"),
        notRun(one.place, "ed25519", "Zcash's rules before ZIP 215 are not offered"),
      ];
    });
  },
};
