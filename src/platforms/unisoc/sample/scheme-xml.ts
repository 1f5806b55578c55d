/** The XML of a pac (docs/formats/pac.md#xml), as the sample needs it. */
export interface SchemeEntry {
  readonly id: string;
  readonly type: string;
  readonly base: number;
  /** Partition maximum. */
  readonly limit: number;
  readonly flag: number;
  readonly checkFlag: number;
}

export function schemeXml(product: string, entries: readonly SchemeEntry[]): string {
  const name = escaped(product);
  const files = entries.map(
    ({ id, type, base, limit, flag, checkFlag }) => `\t\t\t<File>
\t\t\t\t<ID>${escaped(id)}</ID>
\t\t\t\t<IDAlias>${escaped(id)}</IDAlias>
\t\t\t\t<Type>${escaped(type)}</Type>
\t\t\t\t<Block>
\t\t\t\t\t<Base>0x${base.toString(16)}</Base>
\t\t\t\t\t<Size>0x${limit.toString(16)}</Size>
\t\t\t\t</Block>
\t\t\t\t<Flag>${flag}</Flag>
\t\t\t\t<CheckFlag>${checkFlag}</CheckFlag>
\t\t\t\t<Description>${escaped(id)}</Description>
\t\t\t</File>
`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<BMAConfig>
\t<ProductList>
\t\t<Product name="${name}">
\t\t\t<SchemeName>${name}</SchemeName>
\t\t\t<FlashTypeID>1</FlashTypeID>
\t\t\t<Mode>0</Mode>
\t\t\t<NVBackup backup="1">
\t\t\t\t<NVItem backup="1" name="LTE Calibration">
\t\t\t\t\t<ID>0x26e</ID>
\t\t\t\t\t<BackupFlag use="1">
\t\t\t\t\t\t<NVFlag check="1" name="Continue"/>
\t\t\t\t\t</BackupFlag>
\t\t\t\t</NVItem>
\t\t\t</NVBackup>
\t\t</Product>
\t</ProductList>
\t<SchemeList>
\t\t<Scheme name="${name}">
${files.join("")}\t\t</Scheme>
\t</SchemeList>
</BMAConfig>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
