/**
 * Argon2 vectors: the known-answer log of the reference implementation, and a JSON list of cases
 * with the members t, m_kib, p, password, salt and tag (or `encoded`, a PHC string).
 *
 * @module
 */
import { hex, utf8 } from "../../bytes.ts";
import { type Body, type Format, item, notRun } from "./format.ts";
import type { Cursor } from "./cursor.ts";

const SECTION = /^=+\n(\S+) version number (\d+)\n=+\n/;

/** The reference implementation's log ("phc-kats"): the tag of each section is compared. */
export const argon2Log: Format = {
  name: "Argon2 reference log",
  recognises: ({ text }) => SECTION.test(text),
  read({ text }) {
    return text.split(/(?=^=+\nArgon2\w+ version number)/m).map((section, i) => {
      const place = `section ${i + 1}`;
      const fail = (what: string): never => {
        throw new SyntaxError(`${place}: ${what} is missing`);
      };
      const [, type, version] = SECTION.exec(section) ?? fail("the heading");
      const subject = type.toLowerCase();
      if (version !== "19") return notRun(place, subject, `version ${version} is not used`);
      const [, m, t, p, length] =
        /^Memory: (\d+) KiB, Iterations: (\d+), Parallelism: (\d+) lanes, Tag length: (\d+) bytes$/m
          .exec(section) ?? fail("the line of costs");
      const bytes = (name: string): string => {
        const line = new RegExp(`^${name}(?:\\[\\d+\\])?: ((?:[0-9a-f]{2} ?)*)$`, "m").exec(
          section,
        );
        return (line?.[1] ?? fail(name)).replaceAll(" ", "");
      };
      return item("P-H-C, phc-winner-argon2 kats", place, subject, {
        operation: "derive",
        password: bytes("Password"),
        salt: bytes("Salt"),
        secret: bytes("Secret"),
        data: bytes("Associated data"),
        memoryKiB: Number(m),
        passes: Number(t),
        lanes: Number(p),
        length: Number(length),
        expected: bytes("Tag"),
      }, "the tag; no implementation shows the blocks between");
    });
  },
};

/** A member in hexadecimal, or as text under its name with `_utf8`. */
function bytes(one: Cursor, name: string): string {
  return one.has(name) ? one.field(name).hex() : hex(utf8(one.field(`${name}_utf8`).text()));
}

/** The tag at the end of a PHC string. */
function encodedTag(one: Cursor): string {
  const base64 = one.field("encoded").text().split("$").at(-1) ?? "";
  return hex(Uint8Array.fromBase64(base64));
}

/** The JSON list of Argon2 cases. */
export const argon2Json: Format = {
  name: "Argon2 cases",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) && json.items()[0]?.has("m_kib", "t", "p"),
  read({ json }) {
    return json!.items("case").map((one) => {
      const subject = one.field("type").text();
      const version = one.field("version").number();
      if (version !== 19) return notRun(one.place, subject, `version ${version} is not used`);
      const tag = one.has("tag") ? one.field("tag").hex() : encodedTag(one);
      const body: Body = {
        operation: "derive",
        password: bytes(one, "password"),
        salt: bytes(one, "salt"),
        ...(one.has("secret") || one.has("secret_utf8") ? { secret: bytes(one, "secret") } : {}),
        ...(one.has("ad") ? { data: one.field("ad").hex() } : {}),
        memoryKiB: one.field("m_kib").number(),
        passes: one.field("t").number(),
        lanes: one.field("p").number(),
        length: tag.length / 2,
        expected: tag,
      };
      return item(one.field("source").text(), one.place, subject, body);
    });
  },
};
