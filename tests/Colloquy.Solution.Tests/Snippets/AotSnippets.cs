using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/aot.md, compiled and run.</summary>
public sealed class AotSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_compiling_ahead_of_time_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();

        // snippet: aot-use
        var session = await store.OpenAsync(new SessionKey("watch"), new OpenSessionOptions { State = new StateOptions { Json = HarbourJson.Default.Options } });
        var tool = AgentTool.Create((string quay) => new Tide(quay, 7.5), "get_tide", json: HarbourJson.Default.Options);
        var format = new OutputFormat<Tide>(HarbourJson.Default.Options);

        // snippet: end
        await session.State.SetAsync("last", new Tide("north", 7.5));
        var result = await tool.InvokeAsync(new AIFunctionArguments { ["quay"] = "north" });

        Assert.Equal(new Tide("north", 7.5), await session.State.GetAsync<Tide>("last"));
        Assert.Equal("""{"quay":"north","metres":7.5}""", result?.ToString());
        Assert.True(format.TryParse("""{"quay":"north","metres":7.5}""", out var read, out _));
        Assert.Equal(new Tide("north", 7.5), read);
        await Assert.ThrowsAsync<ContentNotStorableException>(() => session.State.SetAsync("chart", new Version(1, 2)));
        await Assert.ThrowsAsync<NotSupportedException>(() => session.State.GetAsync<Version>("last"));
        Assert.Throws<NotSupportedException>(() => new OutputFormat<Version>(HarbourJson.Default.Options));
    }
}

// snippet: aot-context
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Tide))]
[JsonSerializable(typeof(string))]
internal sealed partial class HarbourJson : JsonSerializerContext;

internal sealed record Tide(string Quay, double Metres);

// snippet: end
