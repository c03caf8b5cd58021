/** Files that commands write: what is beside them, and who else writes them. */
import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { OutputFile, partOf, readPieces } from "../../cli/files.ts";
import { Folder } from "./kelid.ts";

const text = (path: string) => Deno.readTextFileSync(path);

Deno.test("a part has a name of its own, so nobody's file beside an output is touched", () => {
  using folder = new Folder();
  folder.write("movie.part", "mine");
  const file = new OutputFile(folder.at("movie"), true);
  file.write(utf8("new"));
  file.finish();
  assert.equal(text(folder.at("movie.part")), "mine");
  assert.equal(text(folder.at("movie")), "new");
});

Deno.test("a finished file that still has its first name as well is not overwritten by it", () => {
  using folder = new Folder();
  const path = folder.write("file", "whole");
  Deno.linkSync(path, partOf(path));
  const file = new OutputFile(path, true);
  file.write(utf8("half"));
  file.discard();
  assert.deepEqual([text(path), folder.names()], ["whole", ["file"]]);
});

Deno.test("what an interrupted run left is overwritten before it is removed", () => {
  using folder = new Folder();
  const part = folder.write("file.kelid-part", "secret");
  using left = Deno.openSync(part);
  new OutputFile(folder.at("file"), true).discard();
  const bytes = new Uint8Array(6);
  left.readSync(bytes);
  assert.notEqual(new TextDecoder().decode(bytes), "secret");
  assert.deepEqual(folder.names(), []);
});

Deno.test("an input is never taken for what an interrupted run left", () => {
  using folder = new Folder();
  const path = folder.at("file");
  const part = folder.write("file.kelid-part", "all that there is");
  const pieces = readPieces(part);
  const message = `Cannot write ${path}: it would be written as ${part}, which is the input`;
  assert.throws(() => new OutputFile(path, true), { message, exitCode: 4 });
  assert.deepEqual([...pieces].map((piece) => piece.length), [17]);
  assert.deepEqual([text(part), folder.names()], ["all that there is", ["file.kelid-part"]]);
});

Deno.test("two runs do not write one file: the second is refused, and the first goes on", () => {
  using folder = new Folder();
  const path = folder.at("file");
  const first = new OutputFile(path);
  first.write(utf8("first"));
  assert.throws(() => new OutputFile(path, true), {
    message: `Cannot write ${path}: another run is writing it`,
    exitCode: 4,
  });
  first.finish();
  assert.deepEqual([text(path), folder.names()], ["first", ["file"]]);
});

Deno.test("a part that somebody took away is no output, and what is there now stays", () => {
  using folder = new Folder();
  const path = folder.at("file");
  const file = new OutputFile(path);
  Deno.renameSync(partOf(path), folder.at("taken"));
  folder.write("file.kelid-part", "another's");
  assert.throws(() => file.finish(), { exitCode: 4 });
  file.discard();
  assert.deepEqual(folder.names(), ["file.kelid-part", "taken"]);
  assert.equal(text(partOf(path)), "another's");
});
