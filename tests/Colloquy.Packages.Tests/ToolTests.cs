using Colloquy.Packages.Tests.Feed;

namespace Colloquy.Packages.Tests;

/// <summary>The command line, installed as a tool from its package.</summary>
[Trait("Tier", "Long")]
public sealed class ToolTests(LocalFeed feed)
{
    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task The_tool_runs_where_it_is_installed()
    {
        var place = await feed.CreateFolderAsync("tool", isSource: false);

        await place.RunAsync("dotnet", "tool", "install", "Colloquy.Cli", "--tool-path", place.Folder, "--add-source", feed.Folder, "--version", feed.Version);

        Assert.Equal($"{Repository.Version}\n", await place.RunAsync(place.PathOf("colloquy"), "--version"));
        Assert.Contains("SQLite    3.", await place.RunAsync(place.PathOf("colloquy"), "doctor", "--store", "desk.db"), StringComparison.Ordinal);
    }
}
