using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Prints a picture of what goes on.</summary>
internal static class ActivityPrinter
{
    public static void Print(ActivityPicture picture, CliHost host)
    {
        var terminal = host.Terminal;
        var today = picture.Today;
        terminal.Mark($"[bold]{Wording.Clock(picture.At, host.Time)}[/]  running [green]{picture.RunningSessions}[/], interrupted {Yellow(picture.InterruptedSessions)}, waiting {Yellow(picture.WaitingSessions)}, sessions in the last minute {picture.LastMinute}");
        terminal.Mark($"Today (UTC)  {Markup.Escape($"{Wording.Count(today.Calls, "call")}, {Wording.Count(today.TotalTokens, "token")}, {Wording.Cost(today)}")}");
        terminal.Output.WriteLine();
        PrintRunning(picture, host);
        terminal.Output.WriteLine();
        PrintWaiting(picture, host);
        foreach (var unreadable in picture.Unreadable)
            terminal.Mark($"[red]{Markup.Escape(PlainText.Line(unreadable.Problem))}[/]");
    }

    private static string Yellow(SessionCount count) => count.Count > 0 ? $"[yellow]{count}[/]" : $"{count}";

    private static void PrintRunning(ActivityPicture picture, CliHost host)
    {
        if (picture.Running.Count == 0)
        {
            host.Terminal.Say("Nothing runs.");
            return;
        }

        var withApp = picture.Running.Any(turn => turn.Session.Key.App != SessionKey.DefaultApp);
        var table = Terminal.CreateTable([.. withApp ? ["App"] : Array.Empty<string>(), "User", "Session", "Agent", "Turn", "Status", "For", "Lease"]);
        foreach (var right in table.Columns.Skip(table.Columns.Count - 4).Where(column => column.Header != "Status"))
            right.RightAligned();
        foreach (var turn in picture.Running)
        {
            var (record, isInterrupted, number, agent, since) = turn;
            table.AddRow(
            [
                .. withApp ? [Terminal.Cell(record.Key.App)] : Array.Empty<string>(),
                Terminal.UserCell(record.Key),
                Name(record.Key.Id),
                agent is null ? "[grey]-[/]" : Name(agent),
                number is { } known ? Wording.Number(known) : "[grey]-[/]",
                $"[{(isInterrupted ? "yellow" : "green")}]{turn.Status}[/]",
                since is { } from ? Wording.Age(picture.At - from) : "[grey]-[/]",
                !isInterrupted && record.LeasedUntil is { } until ? Wording.Age(until - picture.At) : "[grey]-[/]",
            ]);
        }

        host.Terminal.Write(table);
        NoteMore(picture.RunningSessions.Count + picture.InterruptedSessions.Count - picture.Running.Count, "more session runs or was interrupted", "more sessions run or were interrupted", host.Terminal);
    }

    private static void PrintWaiting(ActivityPicture picture, CliHost host)
    {
        if (picture.Waiting.Count == 0)
        {
            host.Terminal.Say("Nothing waits for a person.");
            return;
        }

        var withApp = picture.Waiting.Any(approval => approval.Session.App != SessionKey.DefaultApp);
        var table = Terminal.CreateTable([.. withApp ? ["App"] : Array.Empty<string>(), "User", "Session", "Waits for", "Call"]);
        table.Columns[^2].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var approval in picture.Waiting)
        {
            table.AddRow(
            [
                .. withApp ? [Terminal.Cell(approval.Session.App)] : Array.Empty<string>(),
                Terminal.UserCell(approval.Session),
                Name(approval.Session.Id),
                Wording.Age(picture.At - approval.AskedAt),
                Markup.Escape(PlainText.Short(WaitingCalls.Describe(approval), 120)),
            ]);
        }

        host.Terminal.Write(table);
        NoteMore(picture.WaitingSessionsLeft, "session has waiting calls that are not shown", "sessions have waiting calls that are not shown", host.Terminal);
    }

    private static void NoteMore(int more, string one, string many, Terminal terminal)
    {
        if (more > 0)
            terminal.Mark($"[grey]{Wording.Count(more, one, many)}.[/]");
    }

    private static string Name(string text) => Markup.Escape(PlainText.Short(text, 40));
}
