using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy audit</c>: who did what with a conversation, and when.</summary>
internal static class AuditCommand
{
    private const int DefaultCount = 100;

    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("audit", "Shows who opened, read, ran, exported, changed, held, pruned or deleted a conversation, and when, also of one that was deleted. With --administration, shows queries across users, and erasures.")
        {
            Examples = ["colloquy audit chat --user ines", "colloquy audit chat --since 7d --json", "colloquy audit --administration"],
        };
        var id = new Argument<string?>("id") { Description = "The id of the conversation, the same as --session", Arity = ArgumentArity.ZeroOrOne };
        var administration = new Option<bool>("--administration") { Description = "Show what concerns no single conversation" };
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only records from this time on, such as 12h, 7d or 2026-01-31" };
        var limit = GlobalOptions.Number("--limit", "N", $"The newest records that are shown [default: {DefaultCount}, and all with --json]", min: 1, max: int.MaxValue);
        var pseudonyms = new Option<bool>("--pseudonyms") { Description = "Show pseudonyms, and not who they are" };
        var json = new Option<bool>("--json") { Description = "Print a line of JSON for each record, the oldest first" };
        command.Arguments.Add(id);
        foreach (var option in new Option[] { administration, since, limit, pseudonyms, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var isNamed = result.GetValue(id) is not null || result.GetValue(globals.Session) is not null;
            if (result.GetValue(administration) == isNamed)
                result.AddError(isNamed ? "Name a conversation or give --administration, not both." : "Name a conversation, or give --administration.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var from = parsed.GetValue(since) is { } text ? TimeArgument.Read(text, "--since", host.Time) : (DateTimeOffset?)null;
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var records = parsed.GetValue(administration)
                ? store.ReadAdministrationAuditAsync(cancellationToken)
                : store.ReadAuditAsync(globals.KeyOf(parsed, parsed.GetValue(id) ?? parsed.GetValue(globals.Session)!), cancellationToken);
            if (from is { } time)
                records = records.Where(record => record.At >= time);

            var actors = new Actors(store, isOff: parsed.GetValue(pseudonyms));
            if (parsed.GetValue(json))
                await PrintLinesAsync(records, parsed.GetValue(limit), actors, host, cancellationToken).ConfigureAwait(false);
            else
                await PrintAsync(records, parsed.GetValue(limit) ?? DefaultCount, actors, host, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task PrintLinesAsync(IAsyncEnumerable<AuditRecord> records, int? limit, Actors actors, CliHost host, CancellationToken cancellationToken)
    {
        await foreach (var record in (limit is { } count ? records.TakeLast(count) : records).WithCancellation(cancellationToken).ConfigureAwait(false))
            host.Terminal.Output.WriteLine(CliJson.Line(AuditJson.Of(record, await actors.FindAsync(record.Actor, cancellationToken).ConfigureAwait(false))));
    }

    private static async Task PrintAsync(IAsyncEnumerable<AuditRecord> records, int limit, Actors actors, CliHost host, CancellationToken cancellationToken)
    {
        var (newest, count) = (new Queue<AuditRecord>(), 0L);
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
            newest.Enqueue(record);
            if (newest.Count > limit)
                newest.Dequeue();
        }

        if (count == 0)
        {
            host.Terminal.Say("No records. Records are made of what is done through a SessionGuard, and of commands on a store that has some.");
            return;
        }

        var names = new Dictionary<string, string>();
        foreach (var actor in newest.Select(record => record.Actor).Distinct())
            names[actor] = await actors.FindAsync(actor, cancellationToken).ConfigureAwait(false) is { } owner ? owner.User ?? $"app {owner.App}" : actor;
        await host.Terminal.PageAsync(() => Print(newest, count, names, host), cancellationToken).ConfigureAwait(false);
    }

    private static void Print(Queue<AuditRecord> records, long count, Dictionary<string, string> names, CliHost host)
    {
        if (count > records.Count)
            host.Terminal.Note($"There are {Wording.Count(count - records.Count, "earlier record")}: add --limit {count}");

        var table = Terminal.CreateTable("When", "Who", "As", "Action", "Detail");
        table.Columns[^1].NoWrap = false;
        foreach (var record in records)
        {
            var detail = Terminal.Cell(PlainText.Line(record.Detail ?? (record.TurnStart.IsStart ? "" : $"turn at {record.TurnStart}")));
            table.AddRow(
                Wording.Time(record.At, host.Time),
                Terminal.Cell(PlainText.Line(names[record.Actor])),
                Terminal.Cell(PlainText.Line(record.Role ?? "owner")),
                record.Failed is null && record.Action != AuditAction.Refused ? Terminal.Cell(PlainText.Line(record.Action.Value)) : $"[red]{Markup.Escape(PlainText.Line(record.Action.Value))}{(record.Failed is null ? "" : " failed")}[/]",
                detail);
        }

        host.Terminal.Write(table);
    }

    /// <summary>Looks up who the pseudonyms are, each once.</summary>
    private sealed class Actors(ISessionStore store, bool isOff)
    {
        private readonly Dictionary<string, SessionOwner?> _found = [];

        public async ValueTask<SessionOwner?> FindAsync(string pseudonym, CancellationToken cancellationToken)
        {
            if (isOff || pseudonym.Length == 0)
                return null;
            if (!_found.TryGetValue(pseudonym, out var owner))
                _found[pseudonym] = owner = await store.FindAuditActorAsync(pseudonym, cancellationToken).ConfigureAwait(false);
            return owner;
        }
    }
}
