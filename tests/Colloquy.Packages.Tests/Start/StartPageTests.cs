using Colloquy.Packages.Tests.Feed;

namespace Colloquy.Packages.Tests.Start;

/// <summary>docs/start.md takes a reader from an empty folder to a tested agent, as it says.</summary>
public sealed class StartPageTests(LocalFeed feed)
{
    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task Its_blocks_in_their_order_print_what_it_shows()
    {
        var place = await feed.CreateFolderAsync("start", isSource: false);
        await CloneAsync(place);
        var (folder, printed) = (place.Folder, new Queue<string>());

        foreach (var block in StartPage.Blocks)
        {
            switch (block.Language)
            {
                case "sh":
                    // The next block goes on in the folder where this one ends.
                    var output = await (place with { Folder = folder }).RunAsync("bash", "-c", $"set -e\n{block.Text}\npwd");
                    var lines = output.TrimEnd('\n').Split('\n');
                    (folder, printed) = (lines[^1], new(lines[..^1]));
                    break;

                case "csharp":
                    block.Paste(folder);
                    break;

                default:
                    Assert.All(block.Text.TrimEnd('\n').Split('\n'), line => AssertPrinted(line, printed));
                    break;
            }
        }

        Assert.Contains(printed, line => line.Contains("Case 102 is open", StringComparison.Ordinal) || line.Contains("Grease the lathe", StringComparison.Ordinal));
    }

    [Fact]
    public void It_has_at_most_60_lines_of_code() =>
        Assert.InRange(StartPage.Blocks.Where(block => block.Language == "csharp").Sum(block => block.Text.TrimEnd('\n').Split('\n').Length), 40, 60);

    [Fact]
    public void Each_step_shows_what_it_prints() =>
        Assert.InRange(StartPage.Blocks.Count(block => block.Language == "text"), 5, 10);

    /// <summary>Stands in for a clone of the repository beside the folder, whose packages are made already.</summary>
    private async Task CloneAsync(Workplace place)
    {
        var clone = Directory.CreateDirectory(place.PathOf("colloquy")).FullName;
        await File.WriteAllTextAsync(Path.Combine(clone, "pack.sh"), $"#!/bin/sh\nmkdir -p artifacts && ln -s '{feed.Folder}' artifacts/packages\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(clone, "pack.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void AssertPrinted(string line, Queue<string> printed)
    {
        var left = string.Join('\n', printed);
        while (printed.TryDequeue(out var next))
        {
            if (next == line)
                return;
        }

        Assert.Fail($"The page shows a line that was not printed:\n{line}\n\nPrinted was:\n{left}");
    }
}
