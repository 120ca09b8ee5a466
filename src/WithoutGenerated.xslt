<?xml version="1.0" encoding="utf-8"?>
<!-- Leaves out of an XML documentation file what the generators of regular expressions, of JSON and of configuration wrote into it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" />
  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()" />
    </xsl:copy>
  </xsl:template>
  <xsl:template match="member[contains(@name, ':System.Text.RegularExpressions.Generated.')]" />
  <xsl:template match="member[contains(@name, ':Microsoft.Extensions.Configuration.Binder.SourceGeneration.')]" />
  <xsl:template match="member[starts-with(normalize-space(remarks), 'Pattern:')]" />
  <xsl:template match="member[contains(summary, 'source generated JSON serialization contract')]" />
  <xsl:template match="member[contains(summary, 'source-generated options associated with this context')]" />
  <xsl:template match="member[starts-with(normalize-space(summary), 'The default') and contains(summary/see/@cref, 'JsonSerializerContext')]" />
  <xsl:template match="member[inheritdoc and not(*[not(self::inheritdoc)]) and (contains(@name, '.#ctor') or contains(@name, '.GetTypeInfo(System.Type)'))]" />
</xsl:stylesheet>
