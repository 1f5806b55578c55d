import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proposeVersion, VERSION_NAME_LIMIT } from "../../src/modules/version-name.ts";

describe("proposed version name", () => {
  it.each([
    ["CSDK_RDA8910-20210207-fec60a1.pac", "20210207-fec60a1"],
    ["EC600UCNLBR03A08M08_OCPU_QPY.bin", "EC600UCNLBR03A08M08_OCPU_QPY"],
    ["固件_EC600NCNLFR01A02M16_OCPU_QPY.zip", "EC600NCNLFR01A02M16_OCPU_QPY"],
    ["QPY_OCPU_V0004_EC600U_CNLB_FW.bin", "V0004_EC600U_CNLB_FW"],
    ["app-v1.2.3.pac", "v1.2.3"],
    ["app 2.10.pac", "2.10"],
    ["EC800G_LD.pac", "EC800G_LD"],
    ["my firmware (final).pac", "my_firmware_(final)"],
    ["C:\\固件\\8910.pac", "8910"],
    [".pac", ".pac"],
  ])("of %s is %s", (name, version) => {
    expect(proposeVersion([name], null)).toBe(version);
  });

  it("comes from the first name that has a version in it", () => {
    expect(proposeVersion(["new.zip", "inner/app-1.4.bin", "b-20210207.pac"], 0)).toBe("1.4");
    expect(proposeVersion(["new.zip", "core.pac"], 0)).toBe("new");
  });

  it("comes from the build time when the names give nothing, and is the same everywhere", () => {
    expect(proposeVersion(["固件.pac"], 1612700000)).toBe("20210207T121320");
    expect(proposeVersion(["固件.pac"], null)).toBe("firmware");
  });

  it("is short printable ASCII without spaces, and never empty", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 90 }), { maxLength: 3 }), (names) => {
        const version = proposeVersion(names, null);
        expect(version).toMatch(/^[!-~]+$/);
        expect(version.length).toBeLessThanOrEqual(VERSION_NAME_LIMIT);
      }),
    );
  });
});
