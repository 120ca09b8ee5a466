using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy top</c>: what goes on in a store, picture after picture.</summary>
internal static class TopCommand
{
    private const int LinesBesideTables = 12;

    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("top", "Shows what goes on in the store, of all users: turns that run, calls that wait for a person, and what was spent today. Ctrl-C ends it. In a pipe it prints one picture. --user and --app narrow it.")
        {
            Examples = ["colloquy top", "colloquy top --interval 10 --app shop", "colloquy top --once", "colloquy top --json"],
        };
        var once = new Option<bool>("--once") { Description = "Print one picture and end" };
        var interval = GlobalOptions.Number("--interval", "SECONDS", "How often to look, 1 to 3600 seconds [default: 2]", min: 1, max: 3_600);
        var limit = GlobalOptions.Number("--limit", "N", "How many turns and waiting calls to show, 1 to 1000 [default: as many as fit the window, else 50]", min: 1, max: 1_000);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { once, interval, limit, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var reader = new ActivityReader(store, globals.SelectionOf(parsed), host);
            if (!parsed.GetValue(json) && !parsed.GetValue(once) && host.Terminal.CanRedraw)
            {
                await WatchAsync(reader, parsed.GetValue(limit), TimeSpan.FromSeconds(parsed.GetValue(interval) ?? 2), host, cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var picture = await reader.ReadAsync(parsed.GetValue(limit) ?? 50, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(ActivityJson.Of(picture), host);
            else
                ActivityPrinter.Print(picture, host);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task WatchAsync(ActivityReader reader, int? limit, TimeSpan interval, CliHost host, CancellationToken cancellationToken)
    {
        using var screen = new LiveScreen(host.Terminal);
        try
        {
            while (true)
            {
                // Half of the window for each of the two tables.
                var rows = limit ?? Math.Max(2, (host.Terminal.Height() - LinesBesideTables) / 2);
                var picture = await reader.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                screen.Show(host.Terminal.Capture(() => ActivityPrinter.Print(picture, host)));
                await Task.Delay(interval, host.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the normal end.
        }
    }
}
