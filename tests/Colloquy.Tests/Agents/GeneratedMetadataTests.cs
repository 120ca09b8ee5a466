using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Tools whose types have generated JSON metadata, as programs that are compiled ahead of time need it.</summary>
public sealed class GeneratedMetadataTests
{
    [Fact]
    public async Task A_tool_reads_and_writes_by_the_options_that_it_is_given()
    {
        var tool = AgentTool.Create((Berth berth, int days) => new Berth(berth.QuayName, berth.Length + days), "extend", json: BerthJson.Default.Options);

        var result = await tool.InvokeAsync(new AIFunctionArguments { ["berth"] = JsonElement.Parse("""{"quay_name":"north","length":40}"""), ["days"] = 2 });

        Assert.Contains("quay_name", tool.JsonSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""{"quay_name":"north","length":42}""", result?.ToString());
    }

    [Fact]
    public void A_tuple_whose_metadata_lacks_its_fields_is_refused() =>
        Assert.Throws<ArgumentException>(() => AgentTool.Create((int number) => (number, "north"), "find", json: BerthJson.Default.Options));

    [Fact]
    public async Task A_tuple_is_written_with_its_fields_where_no_options_are_given()
    {
        var result = await AgentTool.Create((int number) => (number, "north"), "find").InvokeAsync(new AIFunctionArguments { ["number"] = 4 });

        Assert.Equal("""{"item1":4,"item2":"north"}""", result?.ToString());
    }
}

internal sealed record Berth(string QuayName, int Length);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Berth))]
[JsonSerializable(typeof((int, string)))]
internal sealed partial class BerthJson : JsonSerializerContext;
