import assert from "node:assert/strict";

/** Every module that loads when `path` is imported, without what is imported when first needed. */
function loadedBy(path: string): string {
  const url = new URL(`../../${path}`, import.meta.url);
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", url.href],
    env: { NO_COLOR: "1" },
    stderr: "null",
  }).outputSync();
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map<string, { dependencies?: Record<string, unknown>[] }>(
    modules.map((module: { specifier: string }) => [module.specifier, module]),
  );
  const loaded = new Set<string>();
  const queue: string[] = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (loaded.has(name)) continue;
    loaded.add(name);
    for (const dependency of byName.get(name)?.dependencies ?? []) {
      const { isDynamic, code } = dependency as {
        isDynamic?: boolean;
        code?: { specifier: string };
      };
      if (!isDynamic && code) queue.push(code.specifier);
    }
  }
  return [...loaded].join("\n");
}

Deno.test("showing an identity loads no lattice, tree or chain code until it is needed", () => {
  for (
    const path of [
      "lib/wallet/record.ts",
      "lib/wallet/keys.ts",
      "lib/wallet/make.ts",
      "lib/identity/identity.ts",
      "lib/identity/own_identity.ts",
      "lib/identity/session_id.ts",
      "lib/identity/fingerprint.ts",
    ]
  ) {
    const loaded = loadedBy(path);
    assert.ok(loaded.includes(path), loaded);
    assert.doesNotMatch(loaded, /ml-dsa|ml-kem|slh-dsa\.js|secp256k1|bip32|noble\/curves/, path);
  }
  assert.match(loadedBy("lib/wallet/evm.ts"), /bip32/);
  assert.match(loadedBy("lib/identity/daemon_identity.ts"), /ml-dsa/);
});
