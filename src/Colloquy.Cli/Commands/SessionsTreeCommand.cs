using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions tree</c>: the branches of a conversation as a tree.</summary>
internal static class SessionsTreeCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("tree", "Draws the branches of a conversation as a tree, each below the one that it was forked from. A star marks the current one.")
        {
            Examples = ["colloquy sessions tree chat", "colloquy sessions tree ticket-4711 --user ines --deleted", "colloquy sessions tree chat --ascii", "colloquy sessions tree chat --json"],
        };
        var session = new SessionArgument(globals, command);
        var deleted = new Option<bool>("--deleted") { Description = "Show deleted branches too [default: only those that others were forked from]" };
        var ascii = GlobalOptions.Ascii("the tree");
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { deleted, ascii, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var roots = await BranchTree.ReadAsync(found, store, parsed.GetValue(deleted), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(BranchTreeJson.Of(roots), host);
            else
                await host.Terminal.PageAsync(() => new TreePrinter(host.Terminal, Glyphs.Of(parsed.GetValue(ascii), host)).Print(roots), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
