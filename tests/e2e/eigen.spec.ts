import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eigenSamplePair } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import { hasShared, python } from "../support/shared.ts";
import { expect, test } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const pair = eigenSamplePair("eigen618");
const making = { timeout: 90_000 };

test("Eigencomm: from two files to a package that is proved, rehearsed, looked into and verified", async ({
  app,
}) => {
  test.slow();
  await app.open();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("platform")).toHaveAttribute("data-platform", "eigen618");
  await expect(app.at("type-full")).toBeDisabled();
  await app.makePackage();
  const cuts = app.at("power-cuts");
  await expect(cuts).toHaveAttribute("data-wanted", "sample", making);
  await expect(cuts).toHaveAttribute("data-failures", "0");
  const made = await app.download();
  expect(made.fileName).toMatch(/^fota_.+\.par$/);
  if (hasShared) {
    const folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
    const [old, next, pack] = ["old.binpkg", "new.binpkg", made.fileName].map((name) => join(folder, name));
    writeFileSync(old!, pair.old.bytes);
    writeFileSync(next!, pair.new.bytes);
    writeFileSync(pack!, made.bytes);
    const { status, stdout, stderr } = python("eigen_verify.py", ["check", pack!, old!, next!]);
    rmSync(folder, { recursive: true });
    expect(status, stdout + stderr).toBe(0);
  }
  await app.rehearse({ cut: "random", loss: "some" });
  await app.expectRehearsed("updated");
  await expectAccessibleInLooks(app, "an Eigencomm package");

  await app.at("rollback").click();
  await expect(app.at("rollback-result")).toHaveAttribute("data-verified", "true", making);

  await app.goTo("inspect");
  await app.inspect(made);
  await expect(app.at("inspect-result")).toContainText("EC618");
  await app.chooseForVerification("old", pair.old);
  await app.chooseForVerification("new", pair.new);
  await app.verify();
  await app.expectVerdict("applies");
  await expect(cuts).toHaveAttribute("data-failures", "0", making);

  await app.goTo("history");
  await expect(app.at("history-entry").last()).toContainText(made.fileName);

  await app.goTo("fleet");
  await app.addToFleet(pair.old, pair.new);
  await expect(app.at("fleet-new")).toHaveAttribute("data-file", pair.new.fileName);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(1, making);
});
