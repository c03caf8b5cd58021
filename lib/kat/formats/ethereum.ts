/**
 * Ethereum vectors: EIP-55, 155, 191 and 712 examples, accounts and transactions of ethers.js, and
 * accounts of a BIP-39 phrase.
 *
 * The program makes addresses. Signing of chain data it does not do; where a file holds what is
 * signed, the signature is computed by the library that makes its keys.
 *
 * @module
 */
import { hex, unhex, utf8 } from "../../bytes.ts";
import type { Cursor } from "./cursor.ts";
import { type Format, type Item, item, notRun } from "./format.ts";

/** ethers.js accounts.json: secret keys and addresses. */
export const ethersAccounts: Format = {
  name: "ethers accounts",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("privateKey", "address", "icap"),
  read({ json }) {
    return json!.items("case").flatMap((one) => [
      item("ethers.js, accounts", one.place, "evm-address", {
        operation: "ofSecretKey",
        secretKey: one.field("privateKey").hex(),
        expected: one.field("address").text(),
      }),
      notRun(one.place, "evm-address", "the program does not write ICAP addresses"),
    ]);
  },
};

/** ethers.js transactions.json: each signed as EIP-155, EIP-2930 and EIP-1559. */
export const ethersTransactions: Format = {
  name: "ethers transactions",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("privateKey", "unsignedEip155", "signedEip155"),
  read({ json }) {
    return json!.items("case").flatMap((one) =>
      ["Eip155", "Berlin", "London"].map((kind) => {
        const signed = one.field(`signed${kind}`);
        if (signed.hex() === "") return notRun(one.place, "secp256k1", `it has no ${kind} form`);
        return item("ethers.js, transactions", one.place, "secp256k1", {
          operation: "sign",
          secretKey: one.field("privateKey").hex(),
          message: one.field(`unsigned${kind}`).hex(),
          expected: signatureAtTheEnd(signed),
        }, `signing, ${kind}`);
      })
    );
  },
};

/** The last two items of an RLP list, r and s: strings of at most 32 bytes without leading zeros. */
function signatureAtTheEnd(signed: Cursor): { r: string; s: string } {
  const bytes = unhex(signed.hex());
  let end = bytes.length;
  const last = (): string => {
    for (let length = 32; length > 0; length--) {
      if (bytes[end - length - 1] === 0x80 + length) {
        end -= length + 1;
        return hex(bytes.subarray(end + 1, end + 1 + length)).padStart(64, "0");
      }
    }
    return signed.fail("it does not end with a signature");
  };
  const s = last();
  return { r: last(), s };
}

/** ethers.js typed-data.json. */
export const ethersTypedData: Format = {
  name: "ethers typed data",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("domain", "types", "digest"),
  read({ json }) {
    return json!.items("case").map((one) =>
      notRun(one.place, "EIP-712", "the program does not sign typed data")
    );
  },
};

/** Examples that stand in the EIPs. */
export const eips: Format = {
  name: "EIP examples",
  recognises: ({ json }) => json !== undefined && json.has("eip55", "eip155_example"),
  read({ json }) {
    const items: Item[] = json!.field("eip55").at("EIP-55").items("address").map((one) =>
      item("EIP-55, test cases", one.place, "evm-address", {
        operation: "spell",
        address: one.hex(),
        expected: one.text(),
      })
    );
    for (const one of json!.field("eip191_personal").at("EIP-191").items("message")) {
      const message = one.has("message_hex")
        ? unhex(one.field("message_hex").hex())
        : utf8(one.field("message_utf8").text());
      const prefix = utf8(`\x19Ethereum Signed Message:\n${message.length}`);
      items.push(item("EIP-191", one.place, "keccak-256", {
        operation: "hash",
        message: hex(prefix) + hex(message),
        expected: one.field("hash").hex(),
      }));
    }
    const mail = json!.field("eip712_mail").at("EIP-712");
    const secret = mail.field("privateKey_is_keccak256_of_utf8").text();
    items.push(
      item("EIP-712, Mail", mail.place, "keccak-256", {
        operation: "hash",
        message: hex(utf8(mail.field("encodeType").text())),
        expected: mail.field("typeHash").hex(),
      }, "type hash"),
      item("EIP-712, Mail", mail.place, "keccak-256", {
        operation: "hash",
        message: `1901${mail.field("domainSeparator").hex()}${mail.field("structHash").hex()}`,
        expected: mail.field("digest").hex(),
      }, "digest"),
      item("EIP-712, Mail", mail.place, "secp256k1", {
        operation: "sign",
        secretKeyOf: hex(utf8(secret)),
        digest: mail.field("digest").hex(),
        expected: {
          recovery: mail.field("v").number() - 27,
          r: mail.field("r").hex(),
          s: mail.field("s").hex(),
        },
      }, "signature"),
      item("EIP-712, Mail", mail.place, "evm-address", {
        operation: "ofSecretKey",
        secretKeyOf: hex(utf8(secret)),
        expected: mail.field("address").text(),
      }, "address"),
      notRun(mail.place, "EIP-712", "the program does not sign typed data"),
    );
    const example = json!.field("eip155_example").at("EIP-155");
    items.push(
      item("EIP-155, example", example.place, "keccak-256", {
        operation: "hash",
        message: example.field("signingData").hex(),
        expected: example.field("signingHash").hex(),
      }, "signing hash"),
      item("EIP-155, example", example.place, "secp256k1", {
        operation: "sign",
        secretKey: example.field("privateKey").hex(),
        message: example.field("signingData").hex(),
        expected: signatureAtTheEnd(example.field("signed")),
      }, "signature"),
    );
    return items;
  },
};

/** Accounts at BIP-44 paths of a phrase. */
export const phraseAccounts: Format = {
  name: "BIP-44 accounts",
  recognises: ({ json }) => json !== undefined && json.has("mnemonic", "accounts"),
  read({ json }) {
    const seed = json!.field("seed").hex();
    const publisher = "BIP-44 accounts of the phrase test ... junk";
    return [
      item(publisher, "the seed", "bip39", {
        operation: "seed",
        language: "english",
        words: json!.field("mnemonic").text(),
        passphrase: json!.field("passphrase").text(),
        expected: seed,
      }),
      ...json!.field("accounts").items("account").flatMap((one) => [
        item(publisher, one.place, "bip32", {
          operation: "derive",
          seed,
          path: one.field("path").text(),
          expected: { secretKey: one.field("privateKey").hex() },
        }, "secret key"),
        item(publisher, one.place, "evm-address", {
          operation: "ofSecretKey",
          secretKey: one.field("privateKey").hex(),
          expected: one.field("address").text(),
        }, "address"),
      ]),
    ];
  },
};
