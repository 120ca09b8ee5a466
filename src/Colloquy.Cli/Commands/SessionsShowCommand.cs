using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions show</c>: one conversation, with its messages and its state.</summary>
internal static class SessionsShowCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("show", "Shows a conversation: its newest messages with their positions and turns, and its state.")
        {
            Examples = ["colloquy sessions show chat", "colloquy sessions show ticket-4711 --user alice --limit 100", "colloquy sessions show chat --before 42 --json"],
        };
        var session = new SessionArgument(globals, command);
        var limit = GlobalOptions.Number("--limit", "N", "How many messages, 0 to 10000 [default: 20]", min: 0, max: 10_000);
        var before = GlobalOptions.Number("--before", "POSITION", "Only messages before this position, to page back", min: 1, max: int.MaxValue);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { limit, before, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = StoreFile.Of(parsed, globals, host).OpenExisting(host);
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
        var turns = await session.CountTurnsAsync(cancellationToken).ConfigureAwait(false);
        var messages = await Conversation.CountMessagesAsync(store, session.Record, cancellationToken).ConfigureAwait(false);
        var state = await session.State.ListAsync(cancellationToken).ConfigureAwait(false);
        if (json)
        {
            CliJson.Print(
                new SessionDetailJson
                {
                    Session = SessionJson.Of(session.Record, host.Time),
                    TurnCount = turns,
                    MessageCount = messages,
                    Turns = [.. conversation.Turns.Select(ToJson)],
                    Messages = [.. conversation.Items.Select(item => Conversation.ToJson(item, conversation.NumberOf(item)))],
                    Next = conversation.Next?.Value,
                    State = [.. state.Select(entry => new StateJson(entry.Key, entry.Value, entry.Version.Value))],
                },
                host);
            return;
        }

        PrintFacts(session.Record, turns, messages, host);
        PrintMessages(conversation, host);
        PrintState(state, host);
    }

    private static TurnJson ToJson(Turn turn) =>
        new(turn.Number, turn.Start.Value, Wording.Status(turn.Status), turn.StartedAt, turn.Duration?.TotalSeconds, turn.Agent, turn.Input, turn.Error);

    private static void PrintFacts(SessionRecord record, int turns, int messages, CliHost host)
    {
        var grid = new Grid().AddColumn(new GridColumn { Padding = new Padding(0, 0, 2, 0), NoWrap = true }).AddColumn(new GridColumn { Padding = new Padding(0) });
        void Row(string name, string value) => grid.AddRow($"[grey]{name}[/]", Markup.Escape(PlainText.Line(value)));

        Row("Session", record.Key.Id);
        Row("User", record.Key.User.Length > 0 ? record.Key.User : "-");
        Row("App", record.Key.App);
        if (record.Details.Title is { } title)
            Row("Title", title);
        Row("Status", Wording.Status(record, host.Time));
        Row("Branch", record.Branch);
        Row("Length", $"{Wording.Count(turns, "turn")}, {Wording.Count(messages, "message")}");
        Row("Created", Wording.Time(record.CreatedAt, host.Time));
        Row("Last entry", Wording.Time(record.UpdatedAt, host.Time));
        foreach (var (name, value) in record.Details.Metadata)
            Row(Markup.Escape(PlainText.Line(name)), value);
        host.Terminal.Write(grid);
    }

    private static void PrintMessages(Conversation conversation, CliHost host)
    {
        if (conversation.Items.Count == 0)
            return;

        host.Terminal.Output.WriteLine();
        if (conversation.Next is { } next)
            host.Terminal.Note($"There are earlier messages: add --before {next}");

        var table = host.Terminal.CreateTable("Position", "Turn", "Role", "Message");
        table.Columns[0].RightAligned();
        table.Columns[1].RightAligned();
        table.Columns[3].NoWrap = false;
        Turn? shown = null;
        foreach (var item in conversation.Items)
        {
            var turn = conversation.Turns.FirstOrDefault(turn => turn.Start == item.Turn);
            var status = turn is not null && turn != shown && turn.Status != TurnStatus.Completed ? $" ({Wording.Status(turn.Status)})" : "";
            table.AddRow(
                $"[grey]{item.Position}[/]",
                (turn?.Number.ToString(CultureInfo.InvariantCulture) ?? "-") + status,
                item.Role == ChatRole.User ? "[green]user[/]" : Markup.Escape(PlainText.Line(item.Role.Value)),
                Markup.Escape(Conversation.Describe(item)));
            shown = turn;
        }

        host.Terminal.Write(table);
    }

    private static void PrintState(IReadOnlyList<StateEntry> state, CliHost host)
    {
        if (state.Count == 0)
            return;

        host.Terminal.Output.WriteLine();
        var table = host.Terminal.CreateTable("State", "Value");
        table.Columns[1].NoWrap = false;
        foreach (var entry in state)
            table.AddRow(Markup.Escape(PlainText.Line(entry.Key)), Markup.Escape(PlainText.Safe(Wording.Value(entry.Value))));
        host.Terminal.Write(table);
    }
}
