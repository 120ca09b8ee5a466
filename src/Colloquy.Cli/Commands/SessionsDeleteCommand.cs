using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions delete</c>: removes a conversation, or one of its branches, after asking.</summary>
internal static class SessionsDeleteCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("delete", "Deletes a conversation with all that belongs to it, which cannot be brought back; or one of its branches.")
        {
            Examples = ["colloquy sessions delete chat", "colloquy sessions delete ticket-4711 --user ines --yes", "colloquy sessions delete chat --branch rental --even-if-current"],
        };
        var session = new SessionArgument(globals, command);
        var branch = new Option<string?>("--branch") { HelpName = "NAME", Description = "Delete this branch only; every other stays whole" };
        var evenIfCurrent = new Option<bool>("--even-if-current") { Description = "Delete the branch also when it is the current one; then main becomes current" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        foreach (var option in new Option[] { branch, evenIfCurrent, yes })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(evenIfCurrent) && result.GetValue(branch) is null)
                result.AddError("--even-if-current goes with --branch.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            return parsed.GetValue(branch) is { } name
                ? await DeleteBranchAsync(found, name, parsed.GetValue(evenIfCurrent), parsed.GetValue(yes), host, cancellationToken).ConfigureAwait(false)
                : await DeleteAsync(found, parsed.GetValue(yes), host, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> DeleteAsync(Session session, bool yes, CliHost host, CancellationToken cancellationToken)
    {
        var turns = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        if (!yes && !await AskAsync($"session {Wording.Name(session.Key)} with its {Wording.Count(turns, "turn")}", host, cancellationToken).ConfigureAwait(false))
            return ExitCode.Cancelled;

        if (!await session.DeleteAsync(cancellationToken).ConfigureAwait(false))
            throw new SessionNotFoundException(session.Key);
        host.Terminal.Say($"Deleted session {Wording.Name(session.Key)}.");
        return ExitCode.Ok;
    }

    private static async Task<int> DeleteBranchAsync(Session session, string branch, bool evenIfCurrent, bool yes, CliHost host, CancellationToken cancellationToken)
    {
        var bound = await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false);
        var turns = await bound.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        if (!yes && !await AskAsync($"branch '{PlainText.Line(branch)}' with its {Wording.Count(turns, "turn")} from session {Wording.Name(session.Key)}", host, cancellationToken).ConfigureAwait(false))
            return ExitCode.Cancelled;

        await session.Branches.DeleteAsync(branch, evenIfCurrent, cancellationToken).ConfigureAwait(false);
        var record = await session.RefreshAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Say(PlainText.Line($"Deleted branch '{branch}' of session {Wording.Name(session.Key)}. Branch '{record.Branch}' is current."));
        return ExitCode.Ok;
    }

    private static Task<bool> AskAsync(string what, CliHost host, CancellationToken cancellationToken) =>
        host.Terminal.ConfirmAsync($"Delete {what}, for ever?", "Deleting needs --yes where nobody can be asked.", "Nothing was deleted.", cancellationToken);
}
