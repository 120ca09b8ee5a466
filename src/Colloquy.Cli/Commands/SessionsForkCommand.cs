using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions fork</c>: another branch of a conversation.</summary>
internal static class SessionsForkCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("fork", "Makes another branch of a conversation, at its head or further back. Nothing is copied, and both go on.")
        {
            Examples =
            [
                "colloquy sessions fork chat",
                "colloquy sessions fork chat rental --after-turn 1 --switch",
                "colloquy sessions fork chat declined --before-text \"refund\"",
                "colloquy sessions fork chat saved --at 42",
            ],
        };
        var session = new SessionArgument(globals, command, takesBranch: true, new WordArgument("name", "The name of the new branch [default: one is made up]", IsRequired: false));
        var after = GlobalOptions.Number("--after-turn", "N", "The new branch ends with this turn", min: 0, max: int.MaxValue);
        var before = GlobalOptions.Number("--before-turn", "N", "The new branch ends before this turn", min: 0, max: int.MaxValue);
        var at = GlobalOptions.Number("--at", "POSITION", "The new branch ends with the entry at this position, also one that was undone", min: 0, max: int.MaxValue);
        var text = new Option<string?>("--before-text") { HelpName = "TEXT", Description = "The new branch ends before the turn of the first message that holds the text" };
        var switches = new Option<bool>("--switch") { Description = "Make the new branch the current one" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { after, before, at, text, switches, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (new Option[] { after, before, at, text }.Count(option => result.GetResult(option) is not null) > 1)
                result.AddError("--after-turn, --before-turn, --at and --before-text exclude each other.");
            if (result.GetValue(text) is { Length: 0 })
                result.AddError("--before-text wants a text.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var name = session.WordOf(parsed, 0);
            var forking = (parsed.GetValue(after), parsed.GetValue(before), parsed.GetValue(at), parsed.GetValue(text)) switch
            {
                ({ } turn, _, _, _) => found.Branches.ForkAfterTurnAsync(turn, name, cancellationToken),
                (_, { } turn, _, _) => found.Branches.ForkBeforeTurnAsync(turn, name, cancellationToken),
                (_, _, { } position, _) => found.Branches.ForkAtAsync(new Position(position), name, cancellationToken),
                (_, _, _, { } held) => found.Branches.ForkBeforeTextAsync(held, name, cancellationToken),
                _ => found.Branches.ForkAsync(name, cancellationToken),
            };
            var fork = await forking.ConfigureAwait(false);
            if (parsed.GetValue(switches))
                await fork.Branches.SwitchToAsync(fork.Branch, cancellationToken).ConfigureAwait(false);
            var branch = (await fork.Branches.ListAsync(cancellationToken).ConfigureAwait(false)).First(branch => branch.Name == fork.Branch);
            if (parsed.GetValue(json))
                CliJson.Print(BranchJson.Of(branch), host);
            else
                host.Terminal.Say(PlainText.Line($"Made branch '{branch.Name}' of session {Wording.Name(found.Key)}, with {Wording.Count(branch.Turns, "turn")}.{(branch.IsCurrent ? " It is the current one now." : "")}"));
            return ExitCode.Ok;
        });
        return command;
    }
}
