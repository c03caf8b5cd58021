/**
 * RFC 9380's vectors as its repository has them: the suites on Curve25519 and Edwards25519, and
 * expand_message_xmd.
 *
 * @module
 */
import { hex, utf8 } from "../../bytes.ts";
import { type Body, type Format, item, notRun } from "./format.ts";

/** A suite's file: hash_to_curve (random oracle) or encode_to_curve. */
export const rfc9380: Format = {
  name: "RFC 9380",
  recognises: ({ json }) => json !== undefined && json.has("ciphersuite", "vectors", "map"),
  read({ json }) {
    const curve = json!.field("curve").text();
    const oracle = json!.field("randomOracle").flag();
    const suite = json!.field("ciphersuite").text();
    return json!.field("vectors").items("case").map((one) => {
      if (!/^(?:curve|edwards)25519_XMD:SHA-512_ELL2/.test(suite)) {
        return notRun(one.place, "hash-to-curve", `the suite ${suite} is not used`);
      }
      return item(`RFC 9380, appendix J, ${suite}`, one.place, "hash-to-curve", {
        operation: oracle ? "hash" : "encode",
        message: hex(utf8(one.field("msg").text())),
        tag: json!.field("dst").text(),
        curve,
        expected: { x: one.field("P").field("x").hex(), y: one.field("P").field("y").hex() },
      });
    });
  },
};

/** RFC 9380, appendix K: expand_message_xmd. */
export const expandMessage: Format = {
  name: "RFC 9380 expand_message",
  recognises: ({ json }) => json !== undefined && json.has("DST", "tests", "name", "hash"),
  read({ json }) {
    const kind = `${json!.field("name").text()} ${json!.field("hash").text()}`;
    return json!.field("tests").items("case").map((one) => {
      if (kind !== "expand_message_xmd SHA512") {
        return notRun(one.place, "hash-to-curve", `${kind} is not used`);
      }
      const body: Body = {
        operation: "expand",
        message: hex(utf8(one.field("msg").text())),
        tag: hex(utf8(json!.field("DST").text())),
        length: one.field("len_in_bytes").number(),
        expected: one.field("uniform_bytes").hex(),
      };
      return item("RFC 9380, appendix K.3", one.place, "hash-to-curve", body);
    });
  },
};
