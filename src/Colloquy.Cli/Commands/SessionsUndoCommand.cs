using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions undo</c>: undoes the last turn.</summary>
internal static class SessionsUndoCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("undo", "Takes the last turn of a branch back, with its state. The log keeps it, and `sessions redo` brings it back.")
        {
            Examples = ["colloquy sessions undo chat", "colloquy sessions undo chat --branch rental", "colloquy sessions undo chat --message", "colloquy sessions undo chat --all"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var message = new Option<bool>("--message") { Description = "Take the newest message back, not its whole turn" };
        var all = new Option<bool>("--all") { Description = "Take everything back: the branch is empty then" };
        command.Options.Add(message);
        command.Options.Add(all);
        command.Validators.Add(result =>
        {
            if (result.GetValue(message) && result.GetValue(all))
                result.AddError("--message and --all exclude each other.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var took = parsed.GetValue(message) ? PopAsync(found, cancellationToken)
                : parsed.GetValue(all) ? ClearAsync(found, cancellationToken)
                : UndoAsync(found, cancellationToken);
            host.Terminal.Say(PlainText.Line(await took.ConfigureAwait(false)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<string> UndoAsync(Session session, CancellationToken cancellationToken)
    {
        var turn = await session.UndoTurnAsync(cancellationToken).ConfigureAwait(false);
        return turn is null ? throw new CliException(ExitCode.Error, $"Branch '{session.Branch}' of session {session.Key} has no turn to undo.") : Wording.TookBack(turn);
    }

    private static async Task<string> PopAsync(Session session, CancellationToken cancellationToken)
    {
        var taken = await session.PopAsync(wholeExchange: false, cancellationToken).ConfigureAwait(false);
        return taken is [var item]
            ? $"Took back the {item.Role} message at position {item.Position}: \"{PlainText.Short(Conversation.Describe(item), 60)}\""
            : throw Nothing(session);
    }

    private static async Task<string> ClearAsync(Session session, CancellationToken cancellationToken)
    {
        var turns = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        if (session.Record.Head.IsStart)
            throw Nothing(session);

        await session.ClearAsync(cancellationToken).ConfigureAwait(false);
        return $"Took back all {Wording.Count(turns, "turn")} of branch '{session.Branch}'.";
    }

    private static CliException Nothing(Session session) =>
        new(ExitCode.Error, $"There is nothing to take back on branch '{session.Branch}' of session {Wording.Name(session.Key)}.");
}
