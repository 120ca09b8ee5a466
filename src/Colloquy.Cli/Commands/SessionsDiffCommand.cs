using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions diff</c>: two branches beside each other.</summary>
internal static class SessionsDiffCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("diff", "Compares two branches of a conversation: where they parted, and what each added.")
        {
            Examples = ["colloquy sessions diff chat main rental", "colloquy sessions diff chat rental", "colloquy sessions diff chat main rental --json"],
        };
        var session = new SessionArgument(
            globals,
            command,
            takesBranch: false,
            new WordArgument("first", "The name of a branch", IsRequired: true),
            new WordArgument("second", "The name of the other [default: the current one]", IsRequired: false));
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var compared = await found.Branches.CompareAsync(session.WordOf(parsed, 0)!, session.WordOf(parsed, 1) ?? found.Branch, cancellationToken).ConfigureAwait(false);
            var first = await ReadAsync(found, compared.First, compared.ReadUniqueToFirstAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            var second = await ReadAsync(found, compared.Second, compared.ReadUniqueToSecondAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new ComparisonJson(compared.First, compared.Second, compared.Common.Value, first.ToJson(), second.ToJson()), host);
            else
                await host.Terminal.PageAsync(() => Print(compared, first, second, host.Terminal), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<Conversation> ReadAsync(Session session, string branch, IAsyncEnumerable<SessionItem> items, CancellationToken cancellationToken)
    {
        var read = await items.ToListAsync(cancellationToken).ConfigureAwait(false);
        var bound = await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false);
        return await Conversation.OfAsync(bound, read, cancellationToken).ConfigureAwait(false);
    }

    private static void Print(BranchComparison compared, Conversation first, Conversation second, Terminal terminal)
    {
        terminal.Say(PlainText.Line(compared switch
        {
            { AreSame: true } => $"Branches '{compared.First}' and '{compared.Second}' have the same history.",
            { Common.IsStart: true } => $"Branches '{compared.First}' and '{compared.Second}' have nothing in common.",
            _ => $"Branches '{compared.First}' and '{compared.Second}' have the same history up to position {compared.Common}.",
        }));
        PrintOnly(compared.First, first, terminal);
        PrintOnly(compared.Second, second, terminal);
    }

    private static void PrintOnly(string branch, Conversation only, Terminal terminal)
    {
        if (only.Items.Count == 0)
            return;

        terminal.Output.WriteLine();
        terminal.Say(PlainText.Line($"Only in '{branch}': {Wording.Count(only.Items.Count, "message")}"));
        MessageTable.Print(only, terminal);
    }
}
