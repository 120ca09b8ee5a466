using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions show</c>: one conversation, with its messages and its state.</summary>
internal static class SessionsShowCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("show", "Shows a conversation: its newest messages with their positions and turns, and its state.")
        {
            Examples = ["colloquy sessions show chat", "colloquy sessions show ticket-4711 --user ines --limit 100", "colloquy sessions show chat --branch rental", "colloquy sessions show chat --before 42 --json"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var limit = GlobalOptions.Number("--limit", "N", "How many messages, 0 to 10000 [default: 20]", min: 0, max: 10_000);
        var before = GlobalOptions.Number("--before", "POSITION", "Only messages before this position, to page back", min: 1, max: int.MaxValue);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { limit, before, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var from = parsed.GetValue(before) is { } position ? new Position(position) : (Position?)null;
            var conversation = await Conversation.ReadAsync(found, parsed.GetValue(limit) ?? 20, from, cancellationToken).ConfigureAwait(false);
            await ShowAsync(found, store, conversation, parsed.GetValue(json), host, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowAsync(Session session, ISessionStore store, Conversation conversation, bool json, CliHost host, CancellationToken cancellationToken)
    {
        var turns = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        var messages = await Conversation.CountMessagesAsync(session, store, cancellationToken).ConfigureAwait(false);
        var state = await session.State.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (json)
        {
            CliJson.Print(
                new SessionDetailJson
                {
                    Session = SessionJson.Of(session.Record, host.Time),
                    TurnCount = turns,
                    MessageCount = messages,
                    Turns = [.. conversation.Turns.Select(TurnJson.Of)],
                    Messages = conversation.ToJson(),
                    Next = conversation.Next?.Value,
                    State = [.. state.Select(StateJson.Of)],
                },
                host);
            return;
        }

        void Print()
        {
            PrintFacts(session.Record, turns, messages, host);
            PrintMessages(conversation, host);
            PrintState(state, host);
        }

        await host.Terminal.PageAsync(Print, cancellationToken).ConfigureAwait(false);
    }

    private static void PrintFacts(SessionRecord record, int turns, int messages, CliHost host)
    {
        var facts = new FactGrid()
            .Add("Session", record.Key.Id)
            .Add("User", record.Key.User ?? "-")
            .Add("App", record.Key.App)
            .Add("Title", record.Details.Title)
            .Add("Status", Wording.Status(record, host.Time))
            .Add("Branch", record.Branch)
            .Add("Length", $"{Wording.Count(turns, "turn")}, {Wording.Count(messages, "message")}")
            .Add("Created", Wording.Time(record.CreatedAt, host.Time))
            .Add("Last entry", Wording.Time(record.UpdatedAt, host.Time));
        if (record.Retention is { } policy)
            facts.Add("Retention", PolicyOptions.Describe(policy));
        foreach (var (name, value) in record.Details.Metadata)
            facts.Add(name, value);
        facts.Print(host.Terminal);
    }

    private static void PrintMessages(Conversation conversation, CliHost host)
    {
        if (conversation.Items.Count == 0)
            return;

        host.Terminal.Output.WriteLine();
        if (conversation.Next is { } next)
            host.Terminal.Note($"There are earlier messages: add --before {next}");
        MessageTable.Print(conversation, host.Terminal);
    }

    private static void PrintState(IReadOnlyList<StateEntry> state, CliHost host)
    {
        if (state.Count == 0)
            return;

        host.Terminal.Output.WriteLine();
        var table = Terminal.CreateTable("State", "Value");
        table.Columns[1].NoWrap = false;
        foreach (var entry in state)
            table.AddRow(Markup.Escape(PlainText.Line(entry.Key)), entry.Unreadable is null ? Markup.Escape(PlainText.Safe(Wording.Value(entry.Value))) : StatePrinter.Unreadable);
        host.Terminal.Write(table);
    }
}
