using System.CommandLine;
using System.Globalization;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions follow</c>: what is written to a conversation, as it is written.</summary>
internal static class SessionsFollowCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("follow", "Shows what is written to a conversation, step by step, as some process writes it. Ctrl-C ends it.")
        {
            Examples = ["colloquy sessions follow chat", "colloquy sessions follow chat --until-turn-ends", "colloquy sessions follow chat --after 0 --branch rental", "colloquy sessions follow chat --json | jq .kind"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var after = GlobalOptions.Number("--after", "POSITION", "Begin after this position; 0 shows all [default: the turn that runs, else what comes from now on]", min: 0, max: int.MaxValue);
        var untilTurnEnds = new Option<bool>("--until-turn-ends") { Description = "End with the turn that runs, or that comes next" };
        var interval = GlobalOptions.Number("--interval", "MS", "How often to look, in milliseconds [default: 100]", min: 1, max: 3_600_000);
        var json = new Option<bool>("--json") { Description = "Print a line of JSON for each entry, for programs" };
        foreach (var option in new Option[] { after, untilTurnEnds, interval, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var options = new FollowOptions
            {
                After = parsed.GetValue(after) is { } position ? new Position(position) : await FindRunningAsync(found, cancellationToken).ConfigureAwait(false),
                UntilTurnEnds = parsed.GetValue(untilTurnEnds),
            };
            if (parsed.GetValue(interval) is { } milliseconds)
                options.Interval = TimeSpan.FromMilliseconds(milliseconds);
            var isJson = parsed.GetValue(json);
            try
            {
                (Position Start, int? Number) turn = default;
                await foreach (var entry in found.FollowAsync(options, cancellationToken).ConfigureAwait(false))
                {
                    if (isJson && entry.TurnStart != turn.Start)
                        turn = (entry.TurnStart, await FindNumberAsync(found, entry, cancellationToken).ConfigureAwait(false));
                    host.Terminal.Output.WriteLine(isJson ? CliJson.Line(FollowedJson.Of(entry, turn.Number)) : FollowedView.Line(entry));
                    host.Terminal.Output.Flush();
                }
            }
            catch (OperationCanceledException) when (!options.UntilTurnEnds)
            {
                // Who follows without an end has no other way to end it.
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The number of an entry's turn; null when it belongs to none, or its turn was taken back meanwhile.</summary>
    private static async Task<int?> FindNumberAsync(Session session, SessionEvent entry, CancellationToken cancellationToken)
    {
        if (entry.TurnStart.IsStart)
            return null;
        if (entry.Kind == EntryKind.TurnStart && int.TryParse(entry.Subject, CultureInfo.InvariantCulture, out var number))
            return number;

        try
        {
            return (await session.Turns.GetAsync(entry.TurnStart, cancellationToken).ConfigureAwait(false)).Number;
        }
        catch (EntryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What stands before the turn that runs on the branch; null when none does.</summary>
    private static async Task<Position?> FindRunningAsync(Session session, CancellationToken cancellationToken) =>
        await session.Turns.ReadAsync(cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { Status: TurnStatus.Running } running
            ? running.Start.Previous
            : null;
}
